import { type KeyObject, verify } from 'node:crypto';
import { CompactSign, decodeProtectedHeader, type JWK, type JWTPayload, SignJWT } from 'jose';
import { z } from 'zod';
import type { Id } from './ids.ts';
import type { Clock } from './ports.ts';
import type { Scope } from './scopes.ts';
import { Secret } from './secret.ts';
import {
  fieldsOf,
  type KeyStore,
  type Kind,
  loaded,
  type Loaded,
  SEAL,
  type Signed,
  type StoredKey,
  TOKEN,
} from './jwt-keys.ts';

export type { JWK };

/** An unknown key may be one that another process has just made; it is looked for once in this time. */
const PATIENCE_MS = 5000;

/** The last character of 64 bytes carries two bits; with others set, one signature could be written in many ways. */
const SIGNATURE = /^[\w-]{85}[AQgw]$/;

/** What each of them says. None begins later than it was made. */
const Said = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  org: z.string(),
  iat: z.number(),
  exp: z.number(),
  nbf: z.never().optional(),
});
type Said = z.infer<typeof Said>;

/** A bot's access token (RFC 9068): what the claims say. The row, not the claim, decides scopes and revocation. */
export interface Claims {
  tokenId: Id<'token'>;
  botId: Id<'bot'>;
  organizationId: Id<'organization'>;
  scopes: readonly Scope[];
  issuedAt: Date;
  expiresAt: Date;
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
      .setProtectedHeader(fieldsOf(kind, kid))
      .setIssuer(this.name)
      .setAudience(this.name)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return new Secret(jwt);
  }

  /**
   * The claims of what we signed as this kind; undefined for anything else. Whether it has ended is the caller's to look
   * at: so a made-up one costs no look-up, and an ended one is told from it.
   */
  async stated(kind: Kind, token: Secret, required: readonly string[] = []): Promise<Said | undefined> {
    const words = await this.#signed(kind, token.reveal());
    const payload = words === undefined ? undefined : claimsIn(words);
    const isFull = required.every((claim) => payload?.[claim] !== undefined);
    return isFull && payload?.iss === this.name && payload.aud === this.name ? payload : undefined;
  }

  /** A seal over these words, which nobody without the key can make, and which is no token. */
  async seal(words: string): Promise<string> {
    const { kid, privateKey } = this.#keys;
    return new CompactSign(Buffer.from(words)).setProtectedHeader(fieldsOf(SEAL, kid)).sign(privateKey);
  }

  /** Whether this is our seal over these words. */
  async sealed(seal: string, words: string): Promise<boolean> {
    return (await this.#signed(SEAL, seal)) === words;
  }

  /**
   * What we signed as this kind; undefined for anything else, and which way it is not ours is not told. Its header has to
   * be the very text that we write, so that neither algorithm nor type is the token's to choose (RFC 8725), and nothing
   * else of it is read before its signature fits. By node:crypto: jose takes a fifth longer for the same.
   */
  async #signed(kind: Signed, jws: string): Promise<string | undefined> {
    const [header = '', said = '', signature = '', ...others] = jws.split('.');
    if (others.length > 0 || !SIGNATURE.test(signature)) return undefined;
    const key = await this.#keyOf(kind, header);
    const words = Buffer.from(`${header}.${said}`);
    const fits = key && verify(null, words, key, Buffer.from(signature, 'base64url'));
    return fits ? Buffer.from(said, 'base64url').toString() : undefined;
  }

  /** The key of what begins so. One that is not known is looked for, as another process may have just made it. */
  async #keyOf(kind: Signed, header: string): Promise<KeyObject | undefined> {
    const find = () => this.#keys.publicKeys.find(({ headers }) => headers.get(kind) === header)?.key;
    const known = find();
    if (known) return known;
    try {
      const { kid } = decodeProtectedHeader({ protected: header });
      if (this.#keys.publicKeys.some((each) => each.kid === kid)) return undefined;
      await this.#lookAgain();
      return find();
    } catch {
      // It is no header at all, or names a key that cannot be had.
      return undefined;
    }
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

function claimsIn(words: string): Said | undefined {
  try {
    return Said.parse(JSON.parse(words));
  } catch {
    return undefined;
  }
}
