import { AppError } from './errors.ts';
import type { Random } from './ports.ts';
import { Secret } from './secret.ts';
import { code, say, type Text } from './text.ts';

/** What Standard Webhooks writes before a secret in base64. */
const PREFIX = 'whsec_';

/** Bytes of a secret: what Standard Webhooks 1.0 takes, so that its libraries verify with any of ours. */
const SHORTEST = 24;
const LONGEST = 64;

/** A new secret of 32 bytes, as Standard Webhooks writes one. */
export const newSigningSecret = (random: Random): Secret =>
  new Secret(PREFIX + Buffer.from(random.bytes(32)).toString('base64'));

/**
 * A secret that somebody brings: 24 to 64 bytes of text, or `whsec_` and as many in base64.
 * @throws AppError with a sentence that does not quote it.
 */
export function readSigningSecret(text: string): Secret {
  if (/^\s|\s$|\p{Cc}/u.test(text))
    throw refused(say`A signing secret neither begins nor ends with a space, and is one line.`);
  if (text.startsWith(PREFIX)) return readStandard(text);
  const size = Buffer.byteLength(text);
  if (size < SHORTEST || size > LONGEST)
    throw refused(
      say`A signing secret has ${SHORTEST} to ${LONGEST} bytes, and this one has ${size}. Left out, a new webhook gets one.`,
    );
  return new Secret(text);
}

function readStandard(text: string): Secret {
  const base64 = text.slice(PREFIX.length);
  const bytes = Buffer.from(base64, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (isBase64 && bytes.length >= SHORTEST && bytes.length <= LONGEST) return new Secret(text);
  throw refused(
    say`After ${code(PREFIX)} come ${SHORTEST} to ${LONGEST} bytes in base64, and this is something else.`,
  );
}

/** The secret as libraries of Standard Webhooks take it. */
export function standardForm(secret: Secret): Secret {
  const text = secret.reveal();
  return text.startsWith(PREFIX) ? secret : new Secret(PREFIX + Buffer.from(text).toString('base64'));
}

/** Whether both are written alike. Both are the owner's own, so how long this takes gives nothing away. */
export const isSameSecret = (one: Secret, other: Secret): boolean => one.reveal() === other.reveal();

const refused = (text: Text): AppError => new AppError('invalid_input', text);
