import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Issuer, newSigningKey } from '../../src/core/jwt.ts';
import { Secret } from '../../src/core/secret.ts';
import { ids } from '../../src/system.ts';

const URL = 'https://botmint.test';
const claims = {
  tokenId: ids.make<'token'>(),
  botId: ids.make<'bot'>(),
  organizationId: ids.make<'organization'>(),
  scopes: ['bots:read', 'messages:write'] as const,
  issuedAt: new Date('2026-11-21T21:14:00Z'),
  expiresAt: new Date('2027-03-01T21:14:00Z'),
};

let issuer: Issuer;
let publicJwk: JWK;
let privateKey: CryptoKey;
let token: string;

beforeAll(async () => {
  const made = await newSigningKey();
  publicJwk = made.publicJwk;
  issuer = await Issuer.open(URL, 'k1', made.privateJwk, new Map([['k1', publicJwk]]));
  privateKey = await keyOf(z.looseObject({ kty: z.string() }).parse(JSON.parse(made.privateJwk.reveal())));
  token = (await issuer.sign(claims)).reveal();
});

async function keyOf(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('symmetric');
  return key;
}

const signed = async (text: string): Promise<boolean> => issuer.signed(new Secret(text));

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
}

/** As the issuer signs, but for what is given. */
async function forge({ header = {}, claims: changed = {}, key = privateKey }: Forgery): Promise<string> {
  const payload = { iss: URL, aud: URL, sub: 'b', jti: 't', iat: 1, exp: 9_999_999_999, ...changed };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1', ...header })
    .sign(key);
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a JWT that we signed', () => {
  test('is known as ours', async () => {
    expect(await signed(token)).toBe(true);
  });

  test('verifies outside with nothing but the public key, and says what it promised', async () => {
    const { payload, protectedHeader } = await jwtVerify(token, await keyOf(publicJwk), {
      issuer: URL,
      audience: URL,
      typ: 'at+jwt',
      currentDate: claims.issuedAt,
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' });
    expect(payload).toEqual({
      iss: URL,
      aud: URL,
      sub: claims.botId,
      client_id: claims.botId,
      jti: claims.tokenId,
      org: claims.organizationId,
      scope: 'bots:read messages:write',
      iat: claims.issuedAt.getTime() / 1000,
      exp: claims.expiresAt.getTime() / 1000,
    });
  });

  test('is ours after its end too: the row says whether it has ended', async () => {
    const ended = { ...claims, issuedAt: new Date(1000), expiresAt: new Date(2000) };
    expect(await signed((await issuer.sign(ended)).reveal())).toBe(true);
  });

  test('is ours when its key was retired', async () => {
    const next = await newSigningKey();
    const keys = new Map([
      ['k1', publicJwk],
      ['k2', next.publicJwk],
    ]);
    const later = await Issuer.open(URL, 'k2', next.privateJwk, keys);
    expect(await later.signed(new Secret(token))).toBe(true);
    expect(await issuer.signed(await later.sign(claims))).toBe(false);
  });

  test('shows no private half in the public key', () => {
    expect(Object.keys(publicJwk).toSorted()).toEqual(['crv', 'kty', 'x']);
  });
});

describe('a JWT that we did not sign is refused', () => {
  test('while one forged with our own key and nothing changed is not: the control', async () => {
    expect(await signed(await forge({}))).toBe(true);
  });

  test.each<[string, Forgery]>([
    ['another type', { header: { typ: 'JWT' } }],
    ['no type', { header: { typ: undefined } }],
    ['another key id', { header: { kid: 'k2' } }],
    ['no key id', { header: { kid: undefined } }],
    ['a key id out of a prototype', { header: { kid: 'constructor' } }],
    ['another issuer', { claims: { iss: 'https://evil.test' } }],
    ['our issuer and a slash', { claims: { iss: `${URL}/` } }],
    ['no issuer', { claims: { iss: undefined } }],
    ['another audience', { claims: { aud: 'https://evil.test' } }],
    ['no audience', { claims: { aud: undefined } }],
    ['an end that is no number', { claims: { exp: 'never' } }],
  ])('with %s', async (_name, forgery) => {
    expect(await signed(await forge(forgery))).toBe(false);
  });

  test('with another key, sent along or not', async () => {
    const { privateKey: key, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const jwk = await exportJWK(publicKey);
    expect(await signed(await forge({ key }))).toBe(false);
    expect(await signed(await forge({ key, header: { jwk } }))).toBe(false);
    expect(await signed(await forge({ key, header: { jku: 'https://evil.test/keys' } }))).toBe(false);
  });

  test('with no algorithm', async () => {
    const [, body = '', signature = ''] = token.split('.');
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = encoded({ alg, typ: 'at+jwt', kid: 'k1' });
      expect(await signed(`${header}.${body}.`)).toBe(false);
      expect(await signed(`${header}.${body}.${signature}`)).toBe(false);
    }
  });

  test('with HS256 and our public key as its secret', async () => {
    const spellings = [publicJwk.x ?? '', JSON.stringify(publicJwk)].map((text) => Buffer.from(text));
    for (const key of [...spellings, Buffer.from(publicJwk.x ?? '', 'base64url')])
      expect(await signed(await forge({ key, header: { alg: 'HS256' } }))).toBe(false);
  });

  test('with one part of another', async () => {
    const other = (await issuer.sign({ ...claims, scopes: ['organization:act'] })).reveal().split('.');
    const parts = token.split('.');
    expect(await signed([parts[0], other[1], parts[2]].join('.'))).toBe(false);
    expect(await signed([parts[0], parts[1], other[2]].join('.'))).toBe(false);
  });

  test('cut short anywhere', async () => {
    for (let length = 0; length < token.length; length += 7)
      expect(await signed(token.slice(0, length))).toBe(false);
  });

  test.each([
    '',
    '..',
    'a.b.c',
    '{}.{}.{}',
    'eyJhbGciOiJub25lIn0.e30.',
    'not a token',
    '\u0000.\u0000.\u0000',
  ])('as garbage: %j', async (text) => {
    expect(await signed(text)).toBe(false);
  });
});
