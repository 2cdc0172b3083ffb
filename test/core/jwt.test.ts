import { type CryptoKey, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Issuer } from '../../src/core/jwt.ts';
import { type KeyPair, newSigningKey } from '../../src/core/jwt-keys.ts';
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

const make = async () => Promise.reject(new Error('makes no key'));

/** An issuer with these keys, the first of which signs. */
async function issuerWith(...[current, ...retired]: [KeyPair, ...KeyPair[]]): Promise<Issuer> {
  return Issuer.open(URL, { load: async () => ({ current, retired }), make }, { elapsed: () => 0 });
}

let issuer: Issuer;
let first: KeyPair;
let publicJwk: JWK;
let privateKey: CryptoKey;
let token: string;

beforeAll(async () => {
  const made = await newSigningKey();
  publicJwk = made.publicJwk;
  first = { kid: 'k1', privateJwk: made.privateJwk };
  issuer = await issuerWith(first);
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
    const { privateJwk } = await newSigningKey();
    const later = await issuerWith({ kid: 'k2', privateJwk }, first);
    expect(await later.signed(new Secret(token))).toBe(true);
    expect(await issuer.signed(await later.sign(claims))).toBe(false);
  });

  test('is no seal, and a seal is no token', async () => {
    const seal = await issuer.seal(token);
    expect(await issuer.sealed(seal, token)).toBe(true);
    expect(await signed(seal)).toBe(false);
    const [, payload = ''] = token.split('.');
    expect(await issuer.sealed(token, Buffer.from(payload, 'base64url').toString())).toBe(false);
    expect(await issuer.sealed(seal, 'other words')).toBe(false);
    expect(await issuer.sealed('', '')).toBe(false);
  });

  test('shows no private half in its keys', () => {
    expect(issuer.publicJwks).toEqual([{ ...publicJwk, kid: 'k1', use: 'sig', alg: 'EdDSA' }]);
    expect(Object.keys(issuer.publicJwks[0] ?? {})).not.toContain('d');
  });
});

describe('a key that another process made', () => {
  test('is looked for when its first token comes, and not for every made-up one', async () => {
    let elapsed = 0;
    let loads = 0;
    const pairs = [first];
    const load = async () => {
      loads += 1;
      const [current = first, ...retired] = pairs;
      return { current, retired };
    };
    const late = await Issuer.open(URL, { load, make }, { elapsed: () => elapsed });
    const { privateJwk } = await newSigningKey();
    pairs.unshift({ kid: 'k2', privateJwk });
    const next = await issuerWith({ kid: 'k2', privateJwk });
    const theirs = await next.sign(claims);
    expect(await Promise.all([late.signed(theirs), late.signed(theirs)])).toEqual([true, true]);
    expect(loads).toBe(2);

    const madeUp = new Secret(await forge({ header: { kid: 'k3' } }));
    for (let count = 0; count < 50; count += 1) expect(await late.signed(madeUp)).toBe(false);
    expect(loads).toBe(2);
    elapsed = 5000;
    expect(await late.signed(madeUp)).toBe(false);
    expect(loads).toBe(3);
  });
});

test('two looks for keys at once end with what is stored last', async () => {
  const made = await newSigningKey();
  const second: KeyPair = { kid: 'k2', privateJwk: made.privateJwk };
  const slow = Promise.withResolvers<void>();
  let current = first;
  let looks = 0;
  const load = async () => {
    const keys = { current, retired: [] };
    looks += 1;
    if (looks === 2) await slow.promise;
    return keys;
  };
  const opened = await Issuer.open(URL, { load, make }, { elapsed: () => 0 });
  const older = opened.reload();
  await expect.poll(() => looks).toBe(2);
  current = second;
  const newer = opened.reload();
  slow.resolve();
  await Promise.all([older, newer]);
  expect(opened.publicJwks.map(({ kid }) => kid)).toEqual(['k2']);
});
