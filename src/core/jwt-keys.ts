import { createPublicKey, type KeyObject } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { Secret } from './secret.ts';

const ALGORITHM = 'EdDSA';

/** What a bot's token is, what a session's two are, and what a seal is: none ever passes as another. */
export const TOKEN = 'at+jwt';
const KINDS = [TOKEN, 'session+jwt', 'refresh+jwt'] as const;
export type Kind = (typeof KINDS)[number];
export const SEAL = 'audit-head+jws';
const ALL = [...KINDS, SEAL] as const;
export type Signed = (typeof ALL)[number];

const PrivateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});

/** Both halves of a key, the private one with the public one in it. */
export interface KeyPair {
  kid: string;
  privateJwk: Secret;
}

/** The key that signs, and those that only verify any more. */
export interface Keys {
  current: KeyPair;
  retired: readonly KeyPair[];
}

/** A new key: the public half as a JWK, the private half to be sealed. */
export async function newSigningKey(): Promise<{ publicJwk: JWK; privateJwk: Secret }> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return {
    publicJwk: await exportJWK(pair.publicKey),
    privateJwk: new Secret(JSON.stringify(await exportJWK(pair.privateKey))),
  };
}

/** A new key as it is to be stored: its private half sealed. */
export interface StoredKey {
  kid: string;
  publicJwk: JWK;
  sealedPrivateJwk: string;
}

/** Where the keys of an installation come from. */
export interface KeyStore {
  /** Every key that still verifies, as it is stored now. */
  load(): Promise<Keys>;
  make(): Promise<StoredKey>;
}

/** What one key verifies: by its header, which each kind has in one form. */
interface PublicKey {
  kid: string;
  key: KeyObject;
  headers: ReadonlyMap<Signed, string>;
}

/** Keys as they are used. */
export interface Loaded {
  kid: string;
  privateKey: CryptoKey;
  /** Few, and the one in use first. */
  publicKeys: readonly PublicKey[];
  publicJwks: readonly JWK[];
}

/** Keys as they are used. @throws Error for what is no key. */
export async function loaded({ current, retired }: Keys): Promise<Loaded> {
  const publicJwks = [current, ...retired].map((pair) => {
    const { kty, crv, x } = privateJwkOf(pair);
    return { kty, crv, x, kid: pair.kid, use: 'sig', alg: ALGORITHM };
  });
  const publicKeys = publicJwks.map((jwk) => ({
    kid: jwk.kid,
    key: createPublicKey({ key: jwk, format: 'jwk' }),
    headers: new Map(ALL.map((typ) => [typ, headerOf(typ, jwk.kid)] as const)),
  }));
  return { kid: current.kid, privateKey: await imported(privateJwkOf(current)), publicKeys, publicJwks };
}

/** The protected header of what this key signs as this. */
export const fieldsOf = (typ: Signed, kid: string) => ({ alg: ALGORITHM, typ, kid });

/** As it stands before the first dot (RFC 7515, 3.1). */
const headerOf = (typ: Signed, kid: string): string =>
  Buffer.from(JSON.stringify(fieldsOf(typ, kid))).toString('base64url');

const privateJwkOf = ({ privateJwk }: KeyPair) => PrivateJwk.parse(JSON.parse(privateJwk.reveal()));

async function imported(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a signing key cannot be symmetric');
  return key;
}
