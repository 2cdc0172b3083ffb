import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import type { Random, Vault } from './ports.ts';
import { Secret } from './secret.ts';

/** A 32-byte key that seals what must be used again. */
export interface SealKey {
  /** Stands before what it sealed, so that it can be rotated. */
  id: string;
  key: Secret;
}

/** Makes a seal key of a secret of any length. */
export function sealKey(secret: Secret): SealKey {
  const key = hash('sha256', `botmint seal ${secret.reveal()}`, 'hex');
  return { id: hash('sha256', key, 'hex').slice(0, 8), key: new Secret(key) };
}

/**
 * Seals text with AES-256-GCM, bound to `place` (organization, table, row and column): moved elsewhere it does not
 * open. Gives `<key id>.<iv>.<tag>.<ciphertext>`, each base64url.
 */
export function seal(text: Secret, place: string, { id, key }: SealKey, random: Random): string {
  const iv = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.reveal(), 'hex'), iv).setAAD(
    Buffer.from(place),
  );
  const sealed = Buffer.concat([cipher.update(text.reveal(), 'utf8'), cipher.final()]);
  return [
    id,
    ...[iv, cipher.getAuthTag(), sealed].map((part) => Buffer.from(part).toString('base64url')),
  ].join('.');
}

/** Opens what `seal` gave. @throws when the key, the place or a byte is another. */
export function unseal(sealed: string, place: string, { id, key }: SealKey): Secret {
  const [keyId, ...parts] = sealed.split('.');
  if (keyId !== id)
    throw new Error(`sealed with key ${keyId}, and SECRET_KEY is ${id}: give the key it was sealed with`);
  const [iv, tag, body] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (!iv || !tag || !body) throw new Error('what was sealed is cut short');
  // Without the length, a tag cut to four bytes would do, and that can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.reveal(), 'hex'), iv, {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(tag);
  return new Secret(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'));
}

/** What seals and opens with this key. */
export function vaultOf(key: SealKey, random: Random): Vault {
  return {
    seal: (text, place) => seal(text, place, key, random),
    unseal: (sealed, place) => unseal(sealed, place, key),
  };
}
