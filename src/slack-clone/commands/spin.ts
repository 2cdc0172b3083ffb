import { z } from 'zod';
import { CloneError } from '../clone-error.ts';
import type { Host } from '../host/host.ts';
import { defineCommand, said } from './declare.ts';
import { shownClone } from './shown.ts';

/** What there is to make workspaces of. */
export const TEMPLATES = [{ name: 'slack', modes: ['api', 'full'] }] as const;

export const portNumber = z.coerce.number().int().min(1).max(65_535).optional();

export const spin = defineCommand({
  name: 'spin',
  summary: 'Make a workspace to test an app against, and show its tokens.',
  example: 'clone spin slack --seed acme-corp',
  words: [
    { name: 'template', label: 'Template', hint: 'What to make: slack.', required: true, options: ['slack'] },
  ],
  flags: [
    {
      name: 'mode',
      label: 'Mode',
      hint: 'full has a page to chat in, api has none. It is full unless you say.',
      options: ['api', 'full'],
    },
    {
      name: 'seed',
      label: 'Fixture',
      hint: 'What it begins with: acme-corp, small, medium, large, or a file of your own.',
      placeholder: 'acme-corp',
    },
    { name: 'name', label: 'Name', hint: 'What the workspace is called. It is its id unless you say.' },
    {
      name: 'port',
      label: 'Port',
      hint: 'Where it is reached, 1 to 65535. It is the next that is free unless you say.',
      placeholder: '3005',
    },
    {
      name: 'tiers',
      label: 'Rate tiers',
      hint: 'Whether too many calls a minute are refused, as Slack does. They are not unless you say.',
      flag: true,
    },
  ],
  input: z.object({
    template: z.string().optional(),
    mode: z.enum(['api', 'full']).default('full'),
    seed: z.string().min(1).optional(),
    name: z
      .string()
      .trim()
      .regex(/^[^\p{Cc}]{1,80}$/u)
      .optional(),
    port: portNumber,
    tiers: said,
  }),
  async run(host, { template, mode, seed, name, port, tiers }) {
    refuseTemplate(template);
    const { clock } = host.ground;
    const begun = clock.now().getTime();
    const hosted = await host.spin({ mode, seed, name, port, tiers });
    const seconds = (clock.now().getTime() - begun) / 1000;
    return { ...(await told(host, hosted.id, seconds)) };
  },
});

function refuseTemplate(template: string | undefined): void {
  if (TEMPLATES.some(({ name }) => name === template)) return;
  const wanted =
    template === undefined ? 'Which template?' : `There is no template ${JSON.stringify(template)}.`;
  throw new CloneError('TEMPLATE_NOT_FOUND', `${wanted} There is slack: \`botmint clone spin slack\``);
}

async function told(host: Host, id: string, seconds: number) {
  const hosted = host.find(id);
  const { botToken, userToken } = await hosted.tokens({ isFresh: false });
  const shown = await shownClone(hosted);
  const { mode, endpoints, tokens } = shown;
  const where = endpoints.web ?? endpoints.api;
  return {
    output: { ...shown, secondsToReady: seconds, tokens: { ...tokens, botToken, userToken } },
    lines: [
      `${id} is ready in ${seconds.toFixed(1)} s: ${mode}, ${where}`,
      `  bot token   ${botToken}`,
      `  user token  ${userToken}`,
    ],
    aside: `\`botmint clone tokens ${id}\` shows them again.`,
  };
}
