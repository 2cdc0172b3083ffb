import { z } from 'zod';
import { CloneError } from '../clone-error.ts';
import type { Hosted } from '../host/hosted.ts';
import { defineCommand, idWord } from './declare.ts';
import { shownClone } from './shown.ts';
import { portNumber } from './spin.ts';

const id = z.string();

/** What is silent on success says to programs how the workspace is now. */
const quietly = async (hosted: Hosted) => ({ output: await shownClone(hosted) });

export const start = defineCommand({
  name: 'start',
  summary: 'Start a workspace that was stopped.',
  example: 'clone start slack-a1b2',
  words: [idWord],
  flags: [
    {
      name: 'port',
      label: 'Port',
      hint: 'Where it is reached from now on, 1 to 65535; it keeps its own unless you say.',
      placeholder: '3005',
    },
  ],
  input: z.object({ id, port: portNumber }),
  async run(host, { id: wanted, port }) {
    const hosted = host.find(wanted);
    if (port !== undefined) await refusePort(hosted, port, () => host.refuseTaken(port, wanted));
    await hosted.start(port);
    return quietly(hosted);
  },
});

async function refusePort(hosted: Hosted, port: number, look: () => Promise<void>): Promise<void> {
  if (hosted.clone?.port === port) return;
  if (hosted.builtIn)
    throw new CloneError(
      'CLONE_BUILT_IN',
      `${hosted.id} is where CLONE_PORT says: CLONE_PORT=${port} npm start`,
    );
  if (hosted.clone)
    throw new CloneError(
      'INVALID_INPUT',
      `${hosted.id} runs. Stop it before it moves: \`botmint clone stop ${hosted.id}\``,
    );
  await look();
}

export const stop = defineCommand({
  name: 'stop',
  summary: 'Stop a workspace; all that is in it stays.',
  example: 'clone stop slack-a1b2',
  words: [idWord],
  input: z.object({ id }),
  async run(host, { id: wanted }) {
    const hosted = host.find(wanted);
    await hosted.stop();
    return quietly(hosted);
  },
});

export const reset = defineCommand({
  name: 'reset',
  summary: 'Empty a workspace and bring its last fixture back; id, port and tokens stay.',
  example: 'clone reset slack-a1b2',
  words: [idWord],
  input: z.object({ id }),
  async run(host, { id: wanted }) {
    const hosted = host.find(wanted);
    await hosted.reset();
    const shown = await shownClone(hosted);
    const again = shown.seed ? ` with ${shown.seed.fixture}` : '';
    return { output: shown, lines: [`${wanted} is as it was made${again}. Its tokens are the same.`] };
  },
});

export const destroy = defineCommand({
  name: 'destroy',
  summary: 'Remove a workspace and all that is in it.',
  example: 'clone destroy slack-a1b2',
  words: [idWord],
  input: z.object({ id }),
  question(host, { id: wanted }) {
    host.find(wanted).refuseBuiltIn('destroyed');
    return `All that is in ${wanted} is lost, and its tokens work no more.`;
  },
  async run(host, { id: wanted }) {
    const hosted = host.find(wanted);
    await host.destroy(hosted);
    return { output: { id: wanted, destroyed: true }, lines: [`${wanted} is gone, and its port is free.`] };
  },
});
