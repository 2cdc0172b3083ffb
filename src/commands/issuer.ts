import type { Clock, Random } from '../core/ports.ts';
import { Issuer, type JWK, newSigningKey } from '../core/jwt.ts';
import { type SealKey, seal, unseal } from '../core/seal.ts';
import type { Database } from '../store/database.ts';
import * as signingKeys from '../store/signing-keys.ts';

interface Needs {
  database: Database;
  clock: Clock;
  random: Random;
  sealKey: SealKey;
  /** What the issuer is called, if it has no name yet. */
  publicUrl: string;
}

/** The issuer of this installation, with a signing key made the first time. */
export async function openIssuer({ database, clock, random, sealKey, publicUrl }: Needs): Promise<Issuer> {
  const db = database.across;
  const issuer = await signingKeys.issuer(db, publicUrl, clock.now());
  const keys = await signingKeys.list(db);
  if (keys.every(({ retired_at }) => retired_at !== null)) {
    const { publicJwk, privateJwk } = await newSigningKey();
    const kid = Buffer.from(random.bytes(8)).toString('hex');
    await signingKeys.insertFirst(db, {
      kid,
      public_jwk: { ...publicJwk },
      private_jwk: seal(privateJwk, place(kid), sealKey, random),
      created_at: clock.now(),
      retired_at: null,
    });
    return openWith(issuer, await signingKeys.list(db), sealKey);
  }
  return openWith(issuer, keys, sealKey);
}

async function openWith(issuer: string, keys: signingKeys.SigningKey[], sealKey: SealKey): Promise<Issuer> {
  const current = keys.find(({ retired_at }) => retired_at === null);
  if (!current) throw new Error('there is no signing key in use');
  const publicJwks = new Map<string, JWK>(keys.map((key) => [key.kid, key.public_jwk]));
  return Issuer.open(
    issuer,
    current.kid,
    unseal(current.private_jwk, place(current.kid), sealKey),
    publicJwks,
  );
}

const place = (kid: string): string => `signing_key|${kid}|private_jwk`;
