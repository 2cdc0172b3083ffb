import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { signed, slashForm } from '../../signed.ts';

let botmint: Running;

beforeAll(async () => {
  botmint = await startBotmint();
});

afterAll(async () => botmint[Symbol.asyncDispose]());

interface Sent {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** As it is, letter for letter: `fetch` writes addresses its own way. */
async function send({ path, method = 'GET', headers = {}, body }: Sent) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const { hostname, port } = new URL(botmint.api);
  const options = { host: hostname, port, path, method, headers, signal: AbortSignal.timeout(4000) };
  request(options, (response) => {
    text(response).then((said) => resolve({ status: response.statusCode ?? 0, body: said }), reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}

test('the address of Slack is answered however its letters are written', async () => {
  const form = await slashForm(botmint, '/bots', 'list', { userId: 'U1' });
  const { method, headers, body } = await signed(botmint, form);
  expect(await send({ path: '/slack/%65vents', method, headers, body })).toEqual({ status: 200, body: '' });
});
