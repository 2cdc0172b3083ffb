import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Serving } from './serving.ts';

/** One connection, on which bytes are sent as they stand. */
export interface Line extends AsyncDisposable {
  socket: Socket;
  /** Resolves with what came back, when it holds so many answers. */
  answers(count: number): Promise<string[]>;
  /** Sends this and resolves with the answer to it. */
  ask(text: string): Promise<string>;
}

export async function openLine(address: string): Promise<Line> {
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
  const answers = async (count: number): Promise<string[]> => {
    for (;;) {
      const found = heard.split(/(?=HTTP\/1\.1 )/).filter(isWhole);
      if (found.length >= count) {
        heard = '';
        return found;
      }
      await sleep(2);
    }
  };
  return {
    socket,
    answers,
    ask: async (text) => {
      socket.write(text);
      return (await answers(1)).join();
    },
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Whether an answer with its length in its head is all there. */
function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
}

/** Of an answer as it came. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** A request for whose token this is, as it goes over the wire. */
export const bytesOf = ({ address }: Serving, token: string, more = ''): string =>
  `GET /api/v1/bots/me HTTP/1.1\r\nHost: ${new URL(address).host}\r\nX-AgentFlow-Bot-Token: ${token}\r\n${more}\r\n`;

/** Another that asks for nothing that has to be waited for. */
export const healthOf = ({ address }: Serving, more = ''): string =>
  `GET /healthz HTTP/1.1\r\nHost: ${new URL(address).host}\r\n${more}\r\n`;

/** What was asked, by what was answered. */
export const kindOf = (answer: string): string =>
  answer.includes('"slug"') ? 'me' : answer.endsWith('{"ok":true}') ? 'health' : 'tokens';

/** A token of steve's, or of another bot's. */
export async function issue({ here }: Serving, username?: string): Promise<{ id: string; token: string }> {
  const { id, token } = await here.issue(username);
  return { id, token: token.reveal() };
}

/** A line on which these bytes were sent so often that they are known. */
export async function lineThatKnows(on: Serving, bytes: string): Promise<Line> {
  const line = await openLine(on.address);
  for (let count = 0; count < 4; count += 1) expect(statusOf(await line.ask(bytes))).toBe(200);
  const before = on.read;
  expect(statusOf(await line.ask(bytes))).toBe(200);
  expect(on.read - before).toBe(0);
  return line;
}

/** So that nothing of before counts to the second. */
export const aSecond = async () => sleep(1010);
