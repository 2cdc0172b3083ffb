// Verifies what Botmint sends, as Standard Webhooks 1.0 has it. Copy this file, or `verify` out of it: it wants
// nothing but Node. By itself it reads a body from its input:
//   WEBHOOK_ID=… WEBHOOK_TIMESTAMP=… WEBHOOK_SIGNATURE=… node verify.mjs whsec_… < body
import { createHmac, timingSafeEqual } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const TOLERANCE_SECONDS = 300;
const WRITTEN = /^whsec_(?!$)((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;

/**
 * Throws unless the body was signed with this secret, within the last five minutes.
 * @param {string} secret as it was shown to you, or as you gave it
 * @param {Record<string, string | string[] | undefined>} headers by their names in lower case, as `request.headers`
 * @param {Buffer} rawBody the bytes as they came: not parsed and written again
 */
export function verify(secret, headers, rawBody) {
  if (!secret) throw new Error('there is no secret');
  const id = headers['webhook-id'];
  const time = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof time !== 'string' || typeof signatures !== 'string')
    throw new Error('a webhook- header is missing');
  const apart = /^\d{1,12}$/.test(time) ? Math.abs(Date.now() / 1000 - Number(time)) : Infinity;
  if (apart > TOLERANCE_SECONDS) throw new Error('it was not signed within the last 5 minutes');
  const written = WRITTEN.exec(secret)?.[1];
  const key = written === undefined ? Buffer.from(secret) : Buffer.from(written, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${time}.`).update(rawBody).digest('base64');
  const expected = Buffer.from(`v1,${signature}`);
  // While a secret is rotated there is a signature for each.
  const given = signatures.split(' ').map((each) => Buffer.from(each));
  if (!given.some((each) => each.length === expected.length && timingSafeEqual(each, expected)))
    throw new Error('no signature fits this secret and this body');
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  const { WEBHOOK_ID, WEBHOOK_TIMESTAMP, WEBHOOK_SIGNATURE } = process.env;
  const headers = {
    'webhook-id': WEBHOOK_ID,
    'webhook-timestamp': WEBHOOK_TIMESTAMP,
    'webhook-signature': WEBHOOK_SIGNATURE,
  };
  try {
    verify(process.argv[2] ?? '', headers, await buffer(process.stdin));
    process.stdout.write('valid\n');
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
