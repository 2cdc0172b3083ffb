import type { Clock, Random } from '../core/ports.ts';
import { Issuer } from '../core/jwt.ts';
import { type KeyPair, type Keys, type KeyStore, newSigningKey } from '../core/jwt-keys.ts';
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
  const name = await signingKeys.issuer(db, publicUrl, clock.now());
  const store: KeyStore = {
    load: async () => opened(await signingKeys.list(db), sealKey),
    async make() {
      const { publicJwk, privateJwk } = await newSigningKey();
      const kid = Buffer.from(random.bytes(8)).toString('hex');
      return { kid, publicJwk, sealedPrivateJwk: seal(privateJwk, place(kid), sealKey, random) };
    },
  };
  const keys = await signingKeys.list(db);
  if (keys.every(({ retired_at }) => retired_at !== null))
    await signingKeys.insertFirst(db, await store.make(), clock.now());
  return Issuer.open(name, store, clock);
}

/**
 * A retired key verifies for ever: a token may have been made to last as long. Each is taken from what was sealed and
 * never from the public half beside it, which anybody who can write to this database could put there.
 */
function opened(keys: signingKeys.SigningKey[], sealKey: SealKey): Keys {
  const pair = ({ kid, private_jwk }: signingKeys.SigningKey): KeyPair => ({
    kid,
    privateJwk: unseal(private_jwk, place(kid), sealKey),
  });
  const current = keys.find(({ retired_at }) => retired_at === null);
  if (!current) throw new Error('there is no signing key in use');
  return { current: pair(current), retired: keys.filter((key) => key !== current).map(pair) };
}

const place = (kid: string): string => `signing_key|${kid}|private_jwk`;
