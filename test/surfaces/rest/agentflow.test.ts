import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

const URL = 'http://127.0.0.1:9/hook';
const SECRET = 'correct-horse-battery-staple-42';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  // More is asked of it in a second than the other tiers allow.
  await using alice = await botmint.person('alice');
  await saidTo(alice, '/bots set-tier steve enterprise');
  ({ token } = await issue(bob, '-u steve -e 3d -s "webhooks:read webhooks:write"'));
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const post = async (name: string, body?: unknown) =>
  call(botmint, `POST /api/v1/${name}`, { token, ...(body !== undefined && { body }) });

const me = async () => (await call(botmint, 'GET /api/v1/bots/me', { token })).body['webhook_url'];

const info = async () => (await call(botmint, 'GET /api/v1/getWebhookInfo', { token })).body;

describe('by the names of AgentFlow', () => {
  beforeEach(async () => {
    await post('deleteWebhook');
  });

  test('a webhook is set, inspected and deleted', async () => {
    expect(await info()).toMatchObject({ ok: true, url: null, has_webhook: false, pending_update_count: 0 });
    const set = await post('setWebhook', { url: URL, secret: SECRET });
    expect([set.status, set.body, set.headers.get('cache-control')]).toEqual([
      200,
      { ok: true, url: URL },
      'no-store',
    ]);
    expect(await info()).toEqual({
      ok: true,
      url: URL,
      has_webhook: true,
      pending_update_count: 0,
      last_error_date: null,
      last_error_message: null,
      max_connections: 8,
      allowed_updates: ['message'],
      status: 'active',
      secret_expires_at: null,
    });
    expect(await me()).toBe(URL);
    expect((await post('deleteWebhook')).body).toEqual({ ok: true });
    expect(await me()).toBe(null);
    expect((await post('deleteWebhook', {})).body).toEqual({ ok: true });
    expect(await info()).toMatchObject({ url: null, has_webhook: false });
  });

  test('one that is set again is as it was given last, at once, and keeps what was not said', async () => {
    await post('setWebhook', { url: URL, secret: SECRET, allowed_updates: ['message', 'token.revoked'] });
    await post('setWebhook', { url: URL, secret: SECRET });
    expect(await sql(botmint.databaseUrl, 'select version from webhook where deleted_at is null')).toEqual([
      { version: 0 },
    ]);
    const body = { url: `${URL}/2`, secret: `${SECRET}-2`, max_connections: 40, drop_pending_updates: true };
    expect((await post('setWebhook', body)).body).toEqual({ ok: true, url: `${URL}/2` });
    expect(await info()).toMatchObject({
      url: `${URL}/2`,
      max_connections: 40,
      allowed_updates: ['token.revoked', 'message'],
      secret_expires_at: null,
    });
  });

  test('one without a secret gets one, which is told once; a disabled one goes on', async () => {
    const { body } = await post('setWebhook', { url: URL });
    expect(body).toEqual({
      ok: true,
      url: URL,
      signing_key: expect.stringMatching(/^whsec_.{44}$/) as string,
    });
    await sql(botmint.databaseUrl, "update webhook set status = 'disabled', status_reason = 'gone'");
    expect((await post('setWebhook', { url: URL })).body).toEqual({ ok: true, url: URL });
    expect(await info()).toMatchObject({ status: 'active' });
  });

  test('one that is sent again under its key is set once, and answered as before', async () => {
    const headers = { 'idempotency-key': 'once' };
    const send = async () =>
      call(botmint, 'POST /api/v1/setWebhook', { token, headers, body: { url: URL, secret: SECRET } });
    expect((await send()).body).toEqual({ ok: true, url: URL });
    expect(await send()).toMatchObject({ status: 200, body: { ok: true, url: URL } });
    const other = { token, headers, body: { url: `${URL}/2`, secret: SECRET } };
    expect((await call(botmint, 'POST /api/v1/setWebhook', other)).body['error']).toBe(
      'idempotency_key_reused',
    );
  });

  test('it says when it failed last, in seconds, and when an old secret ends', async () => {
    await post('setWebhook', { url: URL, secret: SECRET });
    await post('setWebhook', { url: URL, secret: `${SECRET}-2`, overlap: '1h' });
    await sql(
      botmint.databaseUrl,
      "update webhook set last_error = '500', last_error_at = '2026-11-22T00:00:00Z'",
    );
    expect(await info()).toMatchObject({
      last_error_date: 1_795_305_600,
      last_error_message: '500',
      secret_expires_at: expect.stringMatching(/^20\d\d-.*Z$/) as string,
    });
  });

  test('a slip is refused as everywhere, and nothing is saved', async () => {
    await post('setWebhook', { url: URL, secret: SECRET });
    const before = await dump(botmint.databaseUrl);
    const slips: [body: unknown, status: number, error: string][] = [
      [{ url: 'ftp://example.com/', secret: SECRET }, 400, 'invalid_body'],
      [{ url: 'http://10.0.0.1/', secret: SECRET }, 400, 'invalid_body'],
      [{ url: URL, secret: 'short' }, 400, 'invalid_body'],
      [{ url: URL, secret: 42 }, 400, 'invalid_body'],
      [{ url: 42 }, 400, 'invalid_body'],
      [{ url: URL, allowed_updates: ['edited_message'] }, 400, 'invalid_body'],
      [{ url: URL, max_connections: 0 }, 400, 'invalid_body'],
      [{ url: URL, certificate: 'x' }, 400, 'invalid_body'],
      [{}, 400, 'invalid_body'],
      ['[]', 400, 'invalid_body'],
      ['{', 400, 'invalid_body'],
      [{ url: URL, secret: 'x'.repeat(1024 * 1024) }, 413, 'payload_too_large'],
    ];
    for (const [body, status, error] of slips)
      expect([body, await post('setWebhook', body)]).toMatchObject([
        body,
        { status, body: { ok: false, error } },
      ]);
    expect(await dump(botmint.databaseUrl)).toEqual(before);
    const { token: weak } = await issue(bob, '-u steve -e 3d -s webhooks:read');
    expect(await call(botmint, 'POST /api/v1/deleteWebhook', { token: weak })).toMatchObject({
      status: 403,
      body: { error: 'missing_scope' },
    });
    expect(await call(botmint, 'GET /api/v1/getWebhookInfo')).toMatchObject({
      status: 401,
      body: { ok: false, error: 'missing_bot_token' },
    });
  });
});
