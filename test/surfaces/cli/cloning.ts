import { z } from 'zod';
import { type Running, startBotmint } from '../../running.ts';
import { botClient } from '../../slack-clone/world.ts';
import { buildClient, type Client, type Ran } from './client.ts';

const Pair = z.object({
  botToken: z.string(),
  userToken: z.string(),
  appId: z.string(),
  workspaceId: z.string(),
});

const Clone = z.object({
  id: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  ports: z.object({ backend: z.number() }),
  endpoints: z.object({ api: z.string(), web: z.string().nullable() }),
  tokens: Pair,
});

type Shown = z.infer<typeof Clone>;

/** A Botmint that hosts workspaces, and the command line beside it. */
export interface Cloning extends AsyncDisposable {
  botmint: Running;
  client: Client;
  /** `botmint clone` with this line. */
  ask(line: string, env?: Record<string, string>): Promise<Ran>;
  spun(more?: string): Promise<Shown>;
  pairOf(id: string, more?: string): Promise<z.infer<typeof Pair>>;
  statusOf(id: string): Promise<Shown>;
  restart(): Promise<void>;
}

export async function openCloning(): Promise<Cloning> {
  let botmint = await startBotmint();
  const client = await buildClient(botmint.dataFolder);
  const ask = async (line: string, env: Record<string, string> = {}): Promise<Ran> =>
    client.botmint(['clone', ...line.split(' ')], { env });
  const told = async (line: string): Promise<unknown> => JSON.parse((await ask(`${line} --json`)).out);
  return {
    get botmint() {
      return botmint;
    },
    client,
    ask,
    spun: async (more = '') => Clone.parse(await told(`spin slack${more}`)),
    pairOf: async (id, more = '') => Pair.parse(await told(`tokens ${id}${more}`)),
    statusOf: async (id) => Clone.parse(await told(`status ${id}`)),
    restart: async () => {
      botmint = await botmint.restart();
    },
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await botmint[Symbol.asyncDispose]();
    },
  };
}

export const urlOf = ({ ports }: Shown): string => `http://127.0.0.1:${ports.backend}`;

/** What becomes of a call with this token: `ok`, or Slack's word for why not. */
export const answerTo = async (url: string, token: string): Promise<string> =>
  botClient(url, token)
    .auth.test()
    .then(
      () => 'ok',
      (error: unknown) => String(error).replace(/^.*: /, ''),
    );
