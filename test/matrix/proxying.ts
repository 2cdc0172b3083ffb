import type { Running } from '../running.ts';
import { type Answered, call } from '../surfaces/rest/calling.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import { type MatrixRunning, startMatrix } from './running.ts';
import type { MatrixUser } from './user.ts';

/** A bot of bob's, acting over the API as programs do. */
export interface ProxiedBot {
  username: string;
  token: string;
  /** `POST sendMessage`, under a key where one is given. */
  post(name: string, body: object, key?: string): Promise<Answered>;
  get(path: string): Promise<Answered>;
}

export const asBob = async (botmint: Running): Promise<Record<string, string>> =>
  bearer((await signIn(botmint, 'bob')).access_token);

export async function proxiedBot(
  botmint: () => Running,
  username: string,
  scopes = ['messages:read', 'messages:write'],
): Promise<ProxiedBot> {
  const headers = await asBob(botmint());
  await call(botmint(), `PUT /api/v1/bots/${username}`, { headers });
  const body = { username, expiry: '1d', format: 'opaque', scopes };
  const issued = await call(botmint(), 'POST /api/v1/tokens', { headers, body });
  const token = String(issued.body['access_token']);
  return {
    username,
    token,
    post: async (name, sent, key) =>
      call(botmint(), `POST /api/v1/${name}`, {
        token,
        body: sent,
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      }),
    get: async (path) => call(botmint(), `GET /api/v1/${path}`, { token }),
  };
}

export interface Proxied {
  matrix: MatrixRunning;
  alice: MatrixUser;
  steve: ProxiedBot;
  /** Of room version 12, whose id names no server; alice made it, and steve is in it. */
  room: string;
}

export async function openProxied(): Promise<Proxied> {
  await using stack = new AsyncDisposableStack();
  const matrix = stack.use(await startMatrix());
  const alice = await matrix.user('alice');
  const steve = await proxiedBot(() => matrix.botmint(), 'steve');
  const room = await alice.createRoom({ room_version: '12', preset: 'public_chat', name: 'The lobby' });
  await steve.post('joinRoom', { room_id_or_alias: room });
  stack.move();
  return { matrix, alice, steve, room };
}
