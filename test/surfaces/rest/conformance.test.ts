import { createServer } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

// Over HTTP that is not TLS, as a laptop has it.
const insecure = { [oauth.allowInsecureRequests]: true };

let botmint: Running;
let alice: Person;
let server: oauth.AuthorizationServer;
/** Of the bot that asks, with the scope that it takes. */
let secret: string;
let client: oauth.Client;

/** A port that is free now: the issuer is named after it before anything listens. */
async function freePort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address === 'string' || !address) throw new Error('no port');
  return String(address.port);
}

beforeAll(async () => {
  botmint = await startBotmint({ PORT: await freePort() });
  alice = await botmint.person('alice');
  await saidTo(alice, '/bots create gateway');
  await saidTo(alice, '/bots create steve');
  ({ token: secret } = await issue(alice, '-u gateway -e 3d -s tokens:introspect'));
  const [bot] = (await sql(botmint.databaseUrl, "select id from bot where username = 'gateway'")) as {
    id: string;
  }[];
  client = { client_id: bot?.id ?? '' };
});

afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

async function introspected(token: string, login = oauth.ClientSecretBasic(secret), as = client) {
  const response = await oauth.introspectionRequest(server, as, login, token, insecure);
  return oauth.processIntrospectionResponse(server, as, response);
}

describe('an outside client, oauth4webapi,', () => {
  test('discovers us under our issuer', async () => {
    const issuer = new URL(botmint.api);
    const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    server = await oauth.processDiscoveryResponse(issuer, response);
    expect(server).toMatchObject({
      issuer: botmint.api,
      jwks_uri: `${botmint.api}/.well-known/jwks.json`,
      introspection_endpoint: `${botmint.api}/oauth/introspect`,
      revocation_endpoint: `${botmint.api}/oauth/revoke`,
      response_types_supported: [],
    });
  });

  test.each(['jwt', 'opaque'])('is told of a token that is alive: %s', async (format) => {
    const { token, id } = await issue(alice, `-u steve -e 3d -s bots:read,messages:write --format ${format}`);
    for (const login of [oauth.ClientSecretBasic(secret), oauth.ClientSecretPost(secret)]) {
      const answer = await introspected(token, login);
      expect(answer).toMatchObject({
        active: true,
        scope: 'bots:read messages:write',
        username: 'steve',
        token_type: 'Bearer',
        iss: botmint.api,
        aud: botmint.api,
      });
      expect(answer.jti?.startsWith(id)).toBe(true);
      expect(answer.sub).toBe(answer.client_id);
      expect((answer.exp ?? 0) - (answer.iat ?? 0)).toBe(3 * 86_400);
    }
  });

  test('may name itself by the name of its bot, and is told nothing of what is no token', async () => {
    const { token } = await issue(alice, '-u steve -e 3d');
    const named = await introspected(token, oauth.ClientSecretBasic(secret), { client_id: 'gateway' });
    expect(named.active).toBe(true);
    for (const other of ['x', token.slice(0, -4), `af_bot_${'0'.repeat(64)}`, token.slice(-6)])
      expect(await introspected(other)).toEqual({ active: false });
  });

  test('revokes a token of its own bot, which is dead then, and one that nobody knows', async () => {
    const { token } = await issue(alice, '-u gateway -e 3d -s ""');
    expect((await introspected(token)).active).toBe(true);
    for (const each of [token, token, 'nobody knows this one']) {
      const response = await oauth.revocationRequest(
        server,
        client,
        oauth.ClientSecretBasic(secret),
        each,
        insecure,
      );
      expect(await oauth.processRevocationResponse(response)).toBeUndefined();
    }
    expect(await introspected(token)).toEqual({ active: false });
    expect(await botmint.me(token)).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
  });

  test('is refused by its own error when its secret is wrong', async () => {
    const { token } = await issue(alice, '-u steve -e 3d');
    await expect(introspected(token, oauth.ClientSecretBasic('wrong'))).rejects.toMatchObject({
      name: 'WWWAuthenticateChallengeError',
      status: 401,
    });
    await expect(introspected(token, oauth.ClientSecretPost(token))).rejects.toMatchObject({ status: 401 });
  });
});

describe('a verifier that has only our address', () => {
  test('checks a JWT by our keys, as jose and as RFC 9068 have it, before and after the key is rotated', async () => {
    const { token: before } = await issue(alice, '-u steve -e 3d');
    const keys = createRemoteJWKSet(new URL(server.jwks_uri ?? ''), { cooldownDuration: 0 });
    const expected = { issuer: botmint.api, audience: botmint.api, typ: 'at+jwt', algorithms: ['EdDSA'] };
    const { protectedHeader: old } = await jwtVerify(before, keys, expected);

    const asked = await answerTo(alice, '/botmint keys rotate');
    await alice.press(asked, 'run-yes');
    const { message } = await alice.nextEvent('ephemeral_changed');
    expect(message.text).toContain('signs from now on');
    const { token: after } = await issue(alice, '-u steve -e 3d');
    const { protectedHeader: now } = await jwtVerify(after, keys, expected);
    expect(now.kid).not.toBe(old.kid);
    await jwtVerify(before, keys, expected);

    for (const token of [before, after]) {
      expect((await botmint.me(token)).status).toBe(200);
      const request = new Request('https://resource.test', { headers: { authorization: `Bearer ${token}` } });
      const claims = await oauth.validateJwtAccessToken(server, request, botmint.api, insecure);
      expect(claims.iss).toBe(botmint.api);
    }
  });

  test('may keep our keys for a while, and finds no private half in them', async () => {
    const { headers, body } = await call(botmint, 'GET /.well-known/jwks.json');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    expect(JSON.stringify(body)).not.toContain('"d"');
    expect(body).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' }, {}] });
  });
});
