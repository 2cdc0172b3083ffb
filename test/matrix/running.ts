import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { registrationOf } from '../../src/surfaces/matrix/registration.ts';
import { freePort } from '../redis-server.ts';
import { type Running, startBotmint } from '../running.ts';
import { hasSynapse, openSynapse, SERVER_NAME, type Synapse } from './synapse.ts';
import { type MatrixUser, openUser } from './user.ts';

export const COMMAND_BOT = `@botmint:${SERVER_NAME}`;

/**
 * As `describe`, for tests that start a Synapse in its `beforeAll`. Without one on the machine they are skipped; where
 * CI is set they fail, because nobody looks at what is skipped there. How to get one says `synapse.test.ts`.
 */
export const describeMatrix = hasSynapse() || process.env['CI'] !== undefined ? describe : describe.skip;

/** All of Botmint, running as the application service of a Synapse, both for one test. */
export interface MatrixRunning extends AsyncDisposable {
  synapse: Synapse;
  /** Of the one that runs. */
  botmint(): Running;
  user(name: string): Promise<MatrixUser>;
  /** Stops Botmint, and starts it anew on what is there. */
  restart(): Promise<void>;
  /** What Botmint is started with. */
  environment: Record<string, string>;
}

interface Between {
  /** Where Botmint finds the homeserver, given where it is. */
  through?: (url: string) => Promise<string>;
  /** Its registration, given the usual one. */
  registered?: (registration: string) => string;
}

export async function startMatrix(
  more: Record<string, string> = {},
  settings: Record<string, unknown> = {},
  { through, registered = (usual) => usual }: Between = {},
): Promise<MatrixRunning> {
  await using stack = new AsyncDisposableStack();
  const port = await freePort();
  const tokens = {
    asToken: 'as_token_of_a_test_0123456789abcdef',
    hsToken: 'hs_token_of_a_test_0123456789abcdef',
  };
  const registration = registrationOf({
    url: `http://127.0.0.1:${port}`,
    serverName: SERVER_NAME,
    asToken: new Secret(tokens.asToken),
    hsToken: new Secret(tokens.hsToken),
  });
  const synapse = stack.use(await openSynapse({ registration: registered(registration), settings }));
  const environment = {
    PORT: String(port),
    MATRIX_HOMESERVER_URL: (await through?.(synapse.url)) ?? synapse.url,
    MATRIX_SERVER_NAME: SERVER_NAME,
    MATRIX_AS_TOKEN: tokens.asToken,
    MATRIX_HS_TOKEN: tokens.hsToken,
    ...more,
  };
  let botmint = await startBotmint(environment);
  stack.defer(() => botmint[Symbol.asyncDispose]());
  await greeted(synapse);
  const users = new Map<string, Promise<MatrixUser>>();
  stack.defer(async () => {
    for (const user of users.values()) await (await user)[Symbol.asyncDispose]();
  });
  const opened = stack.move();
  return {
    synapse,
    botmint: () => botmint,
    environment,
    user: async (name) => {
      const user = users.get(name) ?? openUser(synapse, name);
      users.set(name, user);
      return user;
    },
    restart: async () => {
      botmint = await botmint.restart();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Resolves when Botmint has said there what its command bot is called, which it does after it has begun. */
async function greeted({ url }: Synapse): Promise<void> {
  const profile = `${url}/_matrix/client/v3/profile/${encodeURIComponent(COMMAND_BOT)}/displayname`;
  const end = performance.now() + 10_000;
  while (!(await (await fetch(profile)).text()).includes('Botmint')) {
    if (performance.now() > end) throw new Error('the homeserver was not greeted');
    await sleep(20);
  }
}
