import {
  CompactSign,
  compactVerify,
  type CryptoKey,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import type { Id } from './ids.ts';
import type { Clock } from './ports.ts';
import type { Scope } from './scopes.ts';
import { Secret } from './secret.ts';

export type { JWK };

const ALGORITHM = 'EdDSA';

/** What a bot's token is, what a session's two are, and what a seal is: none ever passes as another. */
const TOKEN = 'at+jwt';
export type Kind = typeof TOKEN | 'session+jwt' | 'refresh+jwt';
const SEAL = 'audit-head+jws';

/** An unknown key may be one that another process has just made; it is looked for once in this time. */
const PATIENCE_MS = 5000;

/** The last character of 64 bytes carries two bits; with others set, one signature could be written in many ways. */
const SIGNATURE = /\.[\w-]{85}[AQgw]$/;

const PrivateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
});

/** A bot's access token (RFC 9068): what the claims say. The row, not the claim, decides scopes and revocation. */
export interface Claims {
  tokenId: Id<'token'>;
  botId: Id<'bot'>;
  organizationId: Id<'organization'>;
  scopes: readonly Scope[];
  issuedAt: Date;
  expiresAt: Date;
}

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

interface Loaded {
  kid: string;
  privateKey: CryptoKey;
  publicKeys: ReadonlyMap<string, CryptoKey>;
  publicJwks: readonly JWK[];
}

/** Signs and checks the tokens of one installation, whose issuer never changes while its keys may. */
export class Issuer {
  /** What its tokens call it. */
  readonly name: string;
  readonly #store: KeyStore;
  readonly #clock: Pick<Clock, 'elapsed'>;
  #keys: Loaded;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(name: string, store: KeyStore, clock: Pick<Clock, 'elapsed'>, keys: Loaded) {
    this.name = name;
    this.#store = store;
    this.#clock = clock;
    this.#keys = keys;
  }

  static async open(name: string, store: KeyStore, clock: Pick<Clock, 'elapsed'>): Promise<Issuer> {
    return new Issuer(name, store, clock, await loaded(await store.load()));
  }

  /** Takes up the keys as they are stored now. One look after the other, or an older one could come last. */
  async reload(): Promise<void> {
    const look = this.#last.then(async () => void (this.#keys = await loaded(await this.#store.load())));
    this.#last = look.catch(() => undefined);
    return look;
  }

  /** A key to sign with from now on, once it is stored. */
  async newKey(): Promise<StoredKey> {
    return this.#store.make();
  }

  /** The JWKS (RFC 7517): by which others verify, the key in use first. */
  get publicJwks(): readonly JWK[] {
    return this.#keys.publicJwks;
  }

  async sign(claims: Claims): Promise<Secret> {
    const { tokenId, botId, organizationId, scopes, issuedAt, expiresAt } = claims;
    const said = { org: organizationId, client_id: botId, scope: scopes.join(' ') };
    return this.state(TOKEN, { ...said, sub: botId, jti: tokenId }, issuedAt, expiresAt);
  }

  /** Whether this is a bot's token that we signed. */
  async signed(token: Secret): Promise<boolean> {
    return (await this.stated(TOKEN, token, ['client_id', 'jti'])) !== undefined;
  }

  /** Signs these claims. `kind` is its `typ`, so that nothing of one kind passes as another (RFC 8725 3.11). */
  async state(kind: Kind, claims: JWTPayload, issuedAt: Date, expiresAt: Date): Promise<Secret> {
    const { kid, privateKey } = this.#keys;
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: kind, kid })
      .setIssuer(this.name)
      .setAudience(this.name)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return new Secret(jwt);
  }

  /**
   * The claims of what we signed as this kind; undefined for anything else. The algorithm is fixed by the key and never
   * read from the token (RFC 8725). Whether it has ended is the caller's to look at: so a made-up one costs no look-up,
   * and an ended one is told from it.
   */
  async stated(kind: Kind, token: Secret, required: readonly string[] = []): Promise<JWTPayload | undefined> {
    const text = token.reveal();
    if (!SIGNATURE.test(text)) return undefined;
    try {
      const { payload, protectedHeader } = await jwtVerify(text, await this.#publicKey(text), {
        algorithms: [ALGORITHM],
        typ: kind,
        issuer: this.name,
        audience: this.name,
        requiredClaims: ['sub', 'iat', 'exp', 'org', ...required],
        currentDate: new Date(0),
      });
      return payload.aud === this.name && protectedHeader.crit === undefined ? payload : undefined;
    } catch {
      // Not ours in one way or another; which way is not told to whoever presented it.
      return undefined;
    }
  }

  /** A seal over these words, which nobody without the key can make, and which is no token. */
  async seal(words: string): Promise<string> {
    const { kid, privateKey } = this.#keys;
    return new CompactSign(Buffer.from(words))
      .setProtectedHeader({ alg: ALGORITHM, typ: SEAL, kid })
      .sign(privateKey);
  }

  /** Whether this is our seal over these words. */
  async sealed(seal: string, words: string): Promise<boolean> {
    try {
      const key = await this.#publicKey(seal);
      const { payload, protectedHeader } = await compactVerify(seal, key, { algorithms: [ALGORITHM] });
      return protectedHeader.typ === SEAL && Buffer.from(payload).toString() === words;
    } catch {
      // Whatever it is, it is not our seal.
      return false;
    }
  }

  async #publicKey(jws: string): Promise<CryptoKey> {
    const { kid = '' } = decodeProtectedHeader(jws);
    if (!this.#keys.publicKeys.has(kid)) await this.#lookAgain();
    const key = this.#keys.publicKeys.get(kid);
    if (!key) throw new Error('no such key');
    return key;
  }

  async #lookAgain(): Promise<void> {
    const now = this.#clock.elapsed();
    if (now - this.#lookedAt >= PATIENCE_MS) {
      this.#lookedAt = now;
      this.#looking = this.reload();
    }
    await this.#looking;
  }
}

async function loaded({ current, retired }: Keys): Promise<Loaded> {
  const publicJwks = [current, ...retired].map((pair) => {
    const { kty, crv, x } = privateJwkOf(pair);
    return { kty, crv, x, kid: pair.kid, use: 'sig', alg: ALGORITHM };
  });
  const keys = publicJwks.map(async (jwk) => [jwk.kid, await imported(jwk)] as const);
  return {
    kid: current.kid,
    privateKey: await imported(privateJwkOf(current)),
    publicKeys: new Map(await Promise.all(keys)),
    publicJwks,
  };
}

const privateJwkOf = ({ privateJwk }: KeyPair) => PrivateJwk.parse(JSON.parse(privateJwk.reveal()));

async function imported(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a signing key cannot be symmetric');
  return key;
}
