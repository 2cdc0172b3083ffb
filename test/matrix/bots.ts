import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../src/core/secret.ts';
import { botUserId } from '../../src/core/matrix.ts';
import type { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { type Answered, call } from '../surfaces/rest/calling.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import type { MatrixRunning } from './running.ts';
import { SERVER_NAME, homeserverAt } from './synapse.ts';

/** A bot of bob's, with its user on the homeserver and a token that reads messages. */
export interface MatrixBot {
  userId: string;
  token: string;
  tokenId: string;
  join(roomId: string): Promise<void>;
  leave(roomId: string): Promise<void>;
  /** Says something, as its program would have it. Resolves with the event's id. */
  say(roomId: string, text: string): Promise<string>;
  /** `GET /api/v1/getUpdates` */
  ask(asked: string, body?: unknown): Promise<Answered>;
  /** Waits for what comes from this number on: the updates. */
  updates(offset?: number, timeout?: number): Promise<Update[]>;
}

export interface Update {
  update_id: number;
  message: Record<string, unknown> & { text: string };
  room: string;
  sender: string;
}

/** The homeserver as Botmint sees it. */
export const homeserverOf = ({ synapse, environment }: MatrixRunning): MatrixHomeserver =>
  homeserverAt(synapse.url, new Secret(environment['MATRIX_AS_TOKEN'] ?? ''));

/** Resolves when Botmint has made this user. */
export async function untilMade(matrix: MatrixRunning, userId: string): Promise<void> {
  const homeserver = homeserverOf(matrix);
  for (const end = performance.now() + 10_000; !(await homeserver.isThere(userId)); await sleep(10))
    if (performance.now() > end) throw new Error(`${userId} was not made`);
}

export async function makeBot(
  matrix: MatrixRunning,
  username: string,
  scopes = 'messages:read webhooks:read webhooks:write',
): Promise<MatrixBot> {
  const { access_token: session } = await signIn(matrix.botmint(), 'bob');
  const asBob = async (asked: string, body: object) => {
    const answer = await call(matrix.botmint(), asked, { headers: bearer(session), body });
    if (answer.status !== 200) throw new Error(`${asked}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await asBob(`PUT /api/v1/bots/${username}`, {});
  const issued = await asBob('POST /api/v1/tokens', { username, expiry: '3d', scopes });
  const token = String(issued['access_token']);
  const homeserver = homeserverOf(matrix);
  const userId = botUserId(username, SERVER_NAME);
  await untilMade(matrix, userId);
  let said = 0;
  const ask: MatrixBot['ask'] = async (asked, body) =>
    call(matrix.botmint(), asked, { token, ...(body !== undefined && { body }) });
  return {
    userId,
    token,
    tokenId: String(issued['id']),
    join: async (roomId) => void (await homeserver.join(userId, roomId)),
    leave: async (roomId) => homeserver.leave(userId, roomId),
    say: async (roomId, body) =>
      homeserver.send(userId, roomId, 'm.room.message', { msgtype: 'm.text', body }, `say-${said++}`),
    ask,
    async updates(offset = 0, timeout = 10) {
      const answer = await ask(`GET /api/v1/getUpdates?offset=${offset}&timeout=${timeout}`);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body['result'] as Update[];
    },
  };
}
