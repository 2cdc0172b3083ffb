import { createHmac } from 'node:crypto';
import type { Secret } from './secret.ts';
import type { Scheme } from './webhooks.ts';

/** What Standard Webhooks writes before a secret in base64. */
const PREFIX = 'whsec_';

interface Signing {
  scheme: Scheme;
  /** Those that live, the oldest first: the one that stays is the last. */
  secrets: readonly Secret[];
  /** The event's: the same at every attempt, retry and replay. */
  id: string;
  /** Of the attempt. */
  at: Date;
  /** The very bytes that are sent. */
  body: string;
}

/**
 * The headers that say whom a request is from: the three of Standard Webhooks 1.0 with a signature for each secret, and
 * the scheme's own. A header that can hold one signature is made with the oldest secret that lives.
 */
export function signatureHeaders({ scheme, secrets, id, at, body }: Signing): Record<string, string> {
  const time = String(Math.floor(at.getTime() / 1000));
  const standard = secrets.map((secret) => `v1,${mac(keyOf(secret), `${id}.${time}.${body}`, 'base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': standard.toReversed().join(' '),
    ...ownHeader(scheme, secrets, time, body),
  };
}

function ownHeader(
  scheme: Scheme,
  secrets: readonly Secret[],
  time: string,
  body: string,
): Record<string, string> {
  const [oldest] = secrets;
  if (scheme === 'standard' || !oldest) return {};
  if (scheme === 'agentflow-t') {
    const signed = secrets.map((secret) => `v1=${mac(secret.reveal(), `${time}.${body}`, 'hex')}`);
    return { 'x-agentflow-signature': `t=${time},${signed.toReversed().join(',')}` };
  }
  const bare = mac(oldest.reveal(), body, 'hex');
  return scheme === 'github'
    ? { 'x-hub-signature-256': `sha256=${bare}` }
    : { 'x-agentflow-signature': bare };
}

/** As Standard Webhooks has it: what `whsec_` stands before is base64, and any other secret is its own bytes. */
function keyOf(secret: Secret): Buffer {
  const text = secret.reveal();
  return text.startsWith(PREFIX) ? Buffer.from(text.slice(PREFIX.length), 'base64') : Buffer.from(text);
}

const mac = (key: Buffer | string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);
