import { type CryptoKey, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { Issuer } from '../../src/core/jwt.ts';
import { newSigningKey } from '../../src/core/jwt-keys.ts';
import type { Secret } from '../../src/core/secret.ts';
import { ids } from '../../src/system.ts';

export const URL = 'https://botmint.test';
export const HEADER = { alg: 'EdDSA', typ: 'at+jwt', kid: 'k1' };
export const CLAIMS = {
  iss: URL,
  aud: URL,
  sub: ids.make(),
  client_id: ids.make(),
  org: ids.make(),
  jti: ids.make(),
  scope: 'bots:read',
  iat: 1,
  exp: 9_999_999_999,
};

export const ours = await newSigningKey();
export const theirs = await newSigningKey();
const load = async () => ({ current: { kid: 'k1', privateJwk: ours.privateJwk }, retired: [] });
const make = async () => Promise.reject(new Error('makes no key'));
export const issuer = await Issuer.open(URL, { load, make }, { elapsed: () => 0 });

async function keyOf(secret: Secret): Promise<CryptoKey> {
  const jwk: JWK = z.looseObject({ kty: z.string() }).parse(JSON.parse(secret.reveal()));
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new Error('symmetric');
  return key;
}

const ourKey = await keyOf(ours.privateJwk);
export const theirKey = await keyOf(theirs.privateJwk);
export const rsa = await generateKeyPair('RS256');
export const p256 = await generateKeyPair('ES256');

export const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** With our own key, whatever it says: what must be refused for what it says alone. */
export async function signedByUs(
  header: object,
  payload: string,
  key: CryptoKey | Uint8Array = ourKey,
): Promise<string> {
  const { alg = 'EdDSA' } = z.looseObject({ alg: z.string().optional() }).parse(header);
  // Jose signs no header that is not right, so another is signed by hand.
  const input = `${encoded(JSON.stringify(header))}.${encoded(payload)}`;
  if (key instanceof Uint8Array || alg !== 'EdDSA') return signedAs(alg, input, key);
  return `${input}.${Buffer.from(await crypto.subtle.sign('Ed25519', key, Buffer.from(input))).toString('base64url')}`;
}

/** Signed as another algorithm would. */
async function signedAs(alg: string, input: string, key: CryptoKey | Uint8Array): Promise<string> {
  if (!(key instanceof Uint8Array)) {
    const made = await crypto.subtle.sign(
      key.algorithm.name === 'ECDSA' ? { name: 'ECDSA', hash: 'SHA-256' } : key.algorithm.name,
      key,
      Buffer.from(input),
    );
    return `${input}.${Buffer.from(made).toString('base64url')}`;
  }
  const hash = `SHA-${alg.slice(2)}`;
  const secret = await crypto.subtle.importKey('raw', Buffer.from(key), { name: 'HMAC', hash }, false, [
    'sign',
  ]);
  return `${input}.${Buffer.from(await crypto.subtle.sign('HMAC', secret, Buffer.from(input))).toString('base64url')}`;
}

export const withHeader = async (changes: object, key?: CryptoKey | Uint8Array): Promise<string> =>
  signedByUs({ ...HEADER, ...changes }, JSON.stringify(CLAIMS), key);
export const withClaims = async (changes: object): Promise<string> =>
  signedByUs(HEADER, JSON.stringify({ ...CLAIMS, ...changes }));
export const withPayload = async (payload: string): Promise<string> => signedByUs(HEADER, payload);

export const good = await withClaims({});
export const [head = '', body = '', signature = ''] = good.split('.');
export const x = ours.publicJwk.x ?? '';

/** The last characters that carry the same bits as this one, and are not it. */
export function twinsOf(last: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const first = alphabet.indexOf(last);
  return [1, 7, 15].map((more) => alphabet.charAt(first + more));
}

export function deep(depth: number): object {
  let inner: object = HEADER;
  for (let count = 0; count < depth; count += 1) inner = { alg: 'EdDSA', inner };
  return inner;
}

/** S + L, which a careless verifier takes for S (RFC 8032 5.1.7). */
export function beyondOrder(): string {
  const bytes = Buffer.from(signature, 'base64url');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32).toReversed()).toString('hex')}`) + order;
  const more = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed();
  return Buffer.concat([bytes.subarray(0, 32), more]).toString('base64url');
}
