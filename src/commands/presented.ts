import type { Issuer } from '../core/jwt.ts';
import { Secret } from '../core/secret.ts';
import { checksumFits, formatOf, hashOf, type TokenFormat } from '../core/tokens.ts';

/** Whether it can be one of our tokens, by its checksum or its signature: that costs no look-up. */
export async function isOurs(token: Secret, format: TokenFormat, issuer: Issuer): Promise<boolean> {
  return format === 'opaque' ? checksumFits(token) : issuer.signed(token);
}

/** The hash under which this would be found if it were one of our tokens; undefined when it is none. */
export async function hashIfOurs(text: string, issuer: Issuer): Promise<Buffer | undefined> {
  const format = formatOf(text);
  const token = new Secret(text);
  return format && (await isOurs(token, format, issuer)) ? hashOf(token) : undefined;
}
