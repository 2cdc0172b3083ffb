import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from './secret.ts';
import type { Scheme } from './webhooks.ts';

/** A secret as Standard Webhooks writes it: base64, with its padding, behind a prefix. */
const WRITTEN = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==))$/;

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
 * @throws when there is no secret: nothing is sent that nobody can verify.
 */
export function signatureHeaders({ scheme, secrets, id, at, body }: Signing): Record<string, string> {
  const [oldest] = secrets;
  if (!oldest) throw new Error('there is no secret to sign with');
  const time = String(Math.floor(at.getTime() / 1000));
  const standard = secrets.map((secret) => `v1,${mac(keyOf(secret), `${id}.${time}.${body}`, 'base64')}`);
  const trio = {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': standard.toReversed().join(' '),
  };
  if (scheme === 'standard') return trio;
  if (scheme === 'agentflow-t') {
    const signed = secrets.map((secret) => `v1=${mac(textOf(secret), `${time}.${body}`, 'hex')}`);
    return { ...trio, 'x-agentflow-signature': `t=${time},${signed.toReversed().join(',')}` };
  }
  const bare = mac(textOf(oldest), body, 'hex');
  return scheme === 'github'
    ? { ...trio, 'x-hub-signature-256': `sha256=${bare}` }
    : { ...trio, 'x-agentflow-signature': bare };
}

/** As Standard Webhooks has it: base64 behind `whsec_` is decoded, and any other secret is its own bytes. */
function keyOf(secret: Secret): KeyObject {
  const written = WRITTEN.exec(secret.reveal())?.[1];
  return written === undefined ? textOf(secret) : createSecretKey(written, 'base64');
}

/** As the others have it: whatever it looks like, a secret is its own bytes. */
const textOf = (secret: Secret): KeyObject => createSecretKey(secret.reveal(), 'utf8');

// A key that is made first costs a third of the text or bytes themselves, which Node looks at for longer.
const mac = (key: KeyObject, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);
