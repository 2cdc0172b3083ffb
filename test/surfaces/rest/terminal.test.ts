import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Running, startBotmint } from '../../running.ts';
import { call } from './calling.ts';
import { bearer, signIn } from './signing-in.ts';

let botmint: Running;
let alice: Record<string, string>;

beforeAll(async () => {
  botmint = await startBotmint();
  const { access_token: access } = await signIn(botmint, 'alice');
  alice = bearer(access);
});

afterAll(async () => {
  await botmint[Symbol.asyncDispose]();
});

const ask = async (
  command: string,
  input: Record<string, string>,
  { headers = alice, confirmed = true }: { headers?: Record<string, string>; confirmed?: boolean } = {},
) => call(botmint, 'POST /terminal/ask', { headers, body: { command, input, confirmed } });

const Issued = z.object({ output: z.object({ access_token: z.string() }), document: z.looseObject({}) });

describe('the door of the command line', () => {
  test('answers the output with its secret in clear once, and the document without it', async () => {
    await ask('bots create', { username: 'steve' });
    const { status, headers, body } = await ask('tokens issue', { username: 'steve', expiry: '3d' });
    const { output, document } = Issued.parse(body);
    expect({ status, cache: headers.get('cache-control') }).toEqual({ status: 200, cache: 'no-store' });
    expect(JSON.stringify(document)).not.toContain(output.access_token);
    expect(await botmint.me(output.access_token)).toMatchObject({ status: 200 });
  });

  test('asks what has to be confirmed, and refuses with the status of REST', async () => {
    expect(await ask('bots delete', { username: 'steve' }, { confirmed: false })).toMatchObject({
      status: 200,
      body: { kind: 'confirm', question: { yes: 'Delete steve' } },
    });
    expect(await ask('bots show', { username: 'nobody' })).toMatchObject({
      status: 404,
      body: { kind: 'refused', code: 'unknown_bot', body: { ok: false, error: 'unknown_bot' } },
    });
    expect(await ask('bots frobnicate', {})).toMatchObject({ status: 404 });
  });

  test('takes no cookie, whatever it holds: what a browser sends by itself opens nothing', async () => {
    const cookie = { cookie: `af_session=${alice['authorization']?.slice('Bearer '.length)}` };
    expect(await call(botmint, 'GET /api/v1/bots/me', { headers: cookie })).toMatchObject({ status: 200 });
    for (const path of ['ask', 'form', 'choose'])
      expect(await call(botmint, `POST /terminal/${path}`, { headers: cookie, body: {} })).toMatchObject({
        status: 401,
      });
  });

  test('does a write once under its key, with another token where the first was not seen', async () => {
    const headers = { ...alice, 'idempotency-key': 'once' };
    const input = { username: 'steve', expiry: '4d' };
    const first = Issued.parse((await ask('tokens issue', input, { headers })).body).output;
    const second = Issued.parse((await ask('tokens issue', input, { headers })).body).output;
    expect(await botmint.me(first.access_token)).toMatchObject({ status: 401 });
    expect(await botmint.me(second.access_token)).toMatchObject({ status: 200 });
  });

  test('tells times in the zone of the terminal, if it is one', async () => {
    const tokyo = await ask('tokens list', {}, { headers: { ...alice, 'time-zone': 'Asia/Tokyo' } });
    expect(JSON.stringify(tokyo.body)).toContain('GMT+9');
    const nowhere = await ask('tokens list', {}, { headers: { ...alice, 'time-zone': 'No/Where' } });
    expect(nowhere.status).toBe(200);
    expect(JSON.stringify(nowhere.body)).not.toContain('GMT+9');
  });

  test('offers what there is to choose, to those who may ask it', async () => {
    const body = { command: 'bots show', name: 'username', typed: 'st', answers: {} };
    expect(await call(botmint, 'POST /terminal/choose', { headers: alice, body })).toMatchObject({
      body: { kind: 'choices', choices: [{ value: 'steve' }] },
    });
    const carol = bearer((await signIn(botmint, 'carol')).access_token);
    const issue = { command: 'tokens issue', answers: {} };
    expect(await call(botmint, 'POST /terminal/form', { headers: carol, body: issue })).toMatchObject({
      status: 403,
      body: { kind: 'refused', code: 'missing_scope' },
    });
  });
});
