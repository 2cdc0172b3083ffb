import { connect as connectSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { issue } from '../rest/calling.ts';
import { bearer, controlOf, signIn } from '../rest/signing-in.ts';
import { saidTo } from '../slack/asking.ts';
import { connect } from './connecting.ts';
import { post } from './posting.ts';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint({ PUBLIC_URL: 'https://botmint.example.org' });
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 30d'));
  await using alice = await botmint.person('alice');
  await saidTo(alice, '/bots set-tier steve enterprise');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** The error of an answer, which is JSON or an event of it. */
function errorIn(text: string): unknown {
  const answer: unknown = JSON.parse(text.replace(/^[^{]*data: /s, ''));
  return z.object({ error: z.unknown() }).parse(answer).error;
}

describe('who asks', () => {
  test('nobody is sent to the metadata that says what is asked for', async () => {
    const response = await post(botmint, {});
    expect(response.status).toBe(401);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const [, metadata = ''] =
      /^Bearer resource_metadata="([^"]+)"$/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
    expect(metadata).toBe(`${botmint.api}/.well-known/oauth-protected-resource/mcp`);
    for (const url of [metadata, metadata.replace(/\/mcp$/, '')])
      expect(await (await fetch(url)).json()).toMatchObject({
        resource: `${botmint.api}/mcp`,
        bearer_methods_supported: ['header'],
        scopes_supported: expect.arrayContaining(['bots:read']) as unknown,
      });
  });

  test.each(['nonsense', `af_bot_${'0'.repeat(64)}`])('%s is no token', async (presented) => {
    const response = await post(botmint, bearer(presented));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expect(connect(botmint.api, presented)).rejects.toThrow(/token|session/);
  });

  test('a token that is revoked is dead in the middle of a conversation', async () => {
    const { token: short, id } = await issue(bob, '-u steve -e 3d');
    await using steve = await connect(botmint.api, short);
    expect(await steve.names()).toContain('bots_list');
    await saidTo(bob, `/tokens revoke ${id}`);
    await expect(steve.names()).rejects.toThrow(/revoked/);
    await expect(steve.call('bots_list')).rejects.toThrow(/revoked/);
  });

  test('whoever can read server.json is nobody here, and the operator elsewhere', async () => {
    const control = await controlOf(botmint);
    const response = await post(botmint, bearer(control));
    expect([response.status, await response.json()]).toMatchObject([
      401,
      {
        error: {
          message: expect.stringContaining('session --for') as unknown,
          data: { error: 'unauthenticated' },
        },
      },
    ]);
    expect((await fetch(`${botmint.api}/api/v1/bots`, { headers: bearer(control) })).status).toBe(200);
  });

  test('no cookie counts, no other origin, and no other name', async () => {
    const { access_token } = await signIn(botmint, 'bob');
    expect((await post(botmint, { cookie: `af_session=${access_token}` })).status).toBe(401);
    expect((await post(botmint, bearer(access_token))).status).toBe(200);
    const others = [
      'https://evil.example',
      'null',
      `${botmint.api}.evil.example`,
      'http://botmint.example.org',
    ];
    for (const origin of others) {
      const refused = await post(botmint, { ...bearer(token), origin });
      expect([refused.status, await refused.json()]).toMatchObject([
        403,
        { error: { data: { error: 'forbidden_origin' } } },
      ]);
    }
    for (const origin of [botmint.api, 'https://botmint.example.org'])
      expect((await post(botmint, { ...bearer(token), origin })).status).toBe(200);
  });
});

describe('what comes over the wire', () => {
  test('is a POST of JSON of at most 1 MB; nothing stays open', async () => {
    for (const method of ['GET', 'DELETE', 'PUT', 'OPTIONS']) {
      const response = await fetch(`${botmint.api}/mcp`, { method, headers: bearer(token) });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
    expect((await post(botmint, { ...bearer(token), 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(botmint, bearer(token), '{')).status).toBe(400);
    expect((await post(botmint, bearer(token), JSON.stringify(' '.repeat(8 * 1024 * 1024)))).status).toBe(
      413,
    );
    const listening = await post(
      botmint,
      { ...bearer(token), 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' },
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'subscriptions/listen',
        params: {
          notifications: { toolsListChanged: true },
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientInfo': { name: 'a test', version: '1' },
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    );
    expect(await listening.text()).toContain('limit reached');
  });

  test('that breaks off is nobody’s fault', async () => {
    const socket = connectSocket(Number(new URL(botmint.api).port), '127.0.0.1');
    const { host } = new URL(botmint.api);
    const head = `POST /mcp HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\ncontent-length: 99\r\n\r\n{`;
    await new Promise((resolve) => socket.write(head, resolve));
    await sleep(100);
    socket.destroy();
    await sleep(100);
    expect((await post(botmint, bearer(token))).status).toBe(200);
  });

  test('and does not fit its kind is told what that needs', async () => {
    const asked: [string, unknown][] = [
      ['tools/call', undefined],
      ['tools/call', { name: 7 }],
      ['tools/call', { name: 'whoami', arguments: [] }],
      ['tools/list', { cursor: 7 }],
      ['resources/read', {}],
      ['completion/complete', {}],
      ['initialize', {}],
    ];
    for (const [method, params] of asked) {
      const response = await post(
        botmint,
        bearer(token),
        JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      );
      expect(errorIn(await response.text())).toEqual({
        code: -32602,
        message: expect.stringMatching(new RegExp(`^\`${method}\` (needs|takes) [^{}\n]*\\.$`)) as unknown,
      });
    }
  });
});

test('none of it is in the log', () => {
  expect(botmint.logged).toEqual([]);
});
