import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { botUserId } from '../../src/core/matrix.ts';
import { sql } from '../dump.ts';
import { call } from '../surfaces/rest/calling.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import { homeserverOf, untilMade } from './bots.ts';
import type { MatrixRunning } from './running.ts';
import { SERVER_NAME } from './synapse.ts';
import type { MatrixUser } from './user.ts';

/** Many bots of bob's in one room. */
export interface Crowd {
  roomId: string;
  /** How many there are; the first of them have a webhook. */
  count: number;
  hooked: number;
}

export async function gather(
  matrix: MatrixRunning,
  owner: MatrixUser,
  { count, hooked, url }: { count: number; hooked: number; url: string },
): Promise<Crowd> {
  const headers = bearer((await signIn(matrix.botmint(), 'bob')).access_token);
  const put = async (path: string, body: object): Promise<void> => {
    const answer = await call(matrix.botmint(), `PUT /api/v1/${path}`, { headers, body });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  const homeserver = homeserverOf(matrix);
  const roomId = await owner.createRoom({ preset: 'public_chat' });
  const names = Array.from({ length: count }, (_each, index) => `crowd-${index}`);
  for (const [index, name] of names.entries()) {
    await put(`bots/${name}`, {});
    if (index < hooked) await put(`webhooks/${name}`, { url: `${url}/${name}`, events: 'message' });
    await untilMade(matrix, botUserId(name, SERVER_NAME));
    await homeserver.join(botUserId(name, SERVER_NAME), roomId);
  }
  return { roomId, count, hooked };
}

/** How many bots Botmint knows to be in the room. */
export async function present(matrix: MatrixRunning, { roomId }: Crowd): Promise<number> {
  const statement = 'select from matrix_membership where room_id = $1';
  return (await sql(matrix.botmint().databaseUrl, statement, [roomId])).length;
}

/** Counts in how many transactions the homeserver tells this process of each event meanwhile, by its id. */
export function countTellings(): Disposable & { transactions: number; of: Map<string, number> } {
  const note = (told: unknown): void => {
    const { request } = told as { request: IncomingMessage };
    if (!request.url?.startsWith('/_matrix/app/v1/transactions/')) return;
    counting.transactions += 1;
    const chunks: Buffer[] = [];
    const push = request.push.bind(request);
    // To listen for data would take it from whoever reads it.
    request.push = (chunk: Buffer | null) => {
      if (chunk) chunks.push(chunk);
      else for (const id of idsIn(chunks)) counting.of.set(id, (counting.of.get(id) ?? 0) + 1);
      return push(chunk);
    };
  };
  const counting = {
    transactions: 0,
    of: new Map<string, number>(),
    [Symbol.dispose]: () => void unsubscribe('http.server.request.start', note),
  };
  subscribe('http.server.request.start', note);
  return counting;
}

function idsIn(chunks: readonly Buffer[]): string[] {
  const { events } = JSON.parse(Buffer.concat(chunks).toString()) as { events: { event_id: string }[] };
  return events.map(({ event_id: id }) => id);
}
