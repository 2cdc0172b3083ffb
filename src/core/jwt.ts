import { type CryptoKey, type JWK, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Id } from './ids.ts';
import type { Scope } from './scopes.ts';
import { Secret } from './secret.ts';

export type { JWK };

const ALGORITHM = 'EdDSA';

const PrivateJwk = z.object({ kty: z.literal('OKP'), crv: z.string(), x: z.string(), d: z.string() });

/** A bot's access token (RFC 9068): what the claims say. The row, not the claim, decides scopes and revocation. */
export interface Claims {
  tokenId: Id<'token'>;
  botId: Id<'bot'>;
  organizationId: Id<'organization'>;
  scopes: readonly Scope[];
  issuedAt: Date;
  expiresAt: Date;
}

/** A new key: the public half as a JWK, the private half to be sealed. */
export async function newSigningKey(): Promise<{ publicJwk: JWK; privateJwk: Secret }> {
  const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  return {
    publicJwk: await exportJWK(pair.publicKey),
    privateJwk: new Secret(JSON.stringify(await exportJWK(pair.privateKey))),
  };
}

/** Signs and checks the tokens of one installation, whose issuer never changes. */
export class Issuer {
  readonly #issuer: string;
  readonly #kid: string;
  readonly #privateKey: CryptoKey;
  readonly #publicKeys: ReadonlyMap<string, CryptoKey>;

  private constructor(
    issuer: string,
    kid: string,
    privateKey: CryptoKey,
    publicKeys: Map<string, CryptoKey>,
  ) {
    this.#issuer = issuer;
    this.#kid = kid;
    this.#privateKey = privateKey;
    this.#publicKeys = publicKeys;
  }

  /** `publicJwks` is every key that still verifies, by its `kid`; `kid` names the one that signs. */
  static async open(
    issuer: string,
    kid: string,
    privateJwk: Secret,
    publicJwks: Map<string, JWK>,
  ): Promise<Issuer> {
    const keys = [...publicJwks].map(async ([id, jwk]) => [id, await imported(jwk)] as const);
    const privateKey = await imported(PrivateJwk.parse(JSON.parse(privateJwk.reveal())));
    return new Issuer(issuer, kid, privateKey, new Map(await Promise.all(keys)));
  }

  async sign(claims: Claims): Promise<Secret> {
    const token = await new SignJWT({
      org: claims.organizationId,
      client_id: claims.botId,
      scope: claims.scopes.join(' '),
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: this.#kid })
      .setIssuer(this.#issuer)
      .setAudience(this.#issuer)
      .setSubject(claims.botId)
      .setJti(claims.tokenId)
      .setIssuedAt(claims.issuedAt)
      .setExpirationTime(claims.expiresAt)
      .sign(this.#privateKey);
    return new Secret(token);
  }

  /**
   * Whether we signed this. The algorithm is fixed by the key and never read from the token (RFC 8725); whether it has
   * ended is the row's to say, so a made-up token costs no look-up and an ended one is told from it.
   */
  async signed(token: Secret): Promise<boolean> {
    try {
      await jwtVerify(token.reveal(), ({ kid }) => this.#publicKey(kid), {
        algorithms: [ALGORITHM],
        typ: 'at+jwt',
        issuer: this.#issuer,
        audience: this.#issuer,
        currentDate: new Date(0),
      });
      return true;
    } catch {
      // Not ours in one way or another; which way is not told to whoever presented it.
      return false;
    }
  }

  #publicKey(kid: string | undefined): CryptoKey {
    const key = this.#publicKeys.get(kid ?? '');
    if (!key) throw new Error('no such key');
    return key;
  }
}

async function imported(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a signing key cannot be symmetric');
  return key;
}
