import type { Issuer } from '../core/jwt.ts';
import { Secret } from '../core/secret.ts';
import { checksumFits, formatOf, hashOf } from '../core/tokens.ts';

/**
 * The hash under which this would be found if it were one of our tokens; undefined when its checksum or signature says
 * that it is none, which costs no look-up.
 */
export async function hashIfOurs(text: string, issuer: Issuer): Promise<Buffer | undefined> {
  const format = formatOf(text);
  if (!format) return undefined;
  const token = new Secret(text);
  const isOurs = format === 'opaque' ? checksumFits(text) : await issuer.signed(token);
  return isOurs ? hashOf(token) : undefined;
}
