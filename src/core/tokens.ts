import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from './ports.ts';
import { Secret } from './secret.ts';

export type TokenFormat = 'jwt' | 'opaque';

/** What a token is in a word. A frozen one is refused, but can come back. */
export const TOKEN_STATES = ['active', 'frozen', 'expired', 'revoked'] as const;

export type TokenState = (typeof TOKEN_STATES)[number];

const PREFIX = 'af_bot_';
const CONTROL = 'af_control_';
const OPAQUE = /^af_bot_[0-9a-f]{64}$/;

/** JWS compact form. The length keeps a hostile one from being parsed at all. */
const JWT = /^[A-Za-z0-9_-]{2,512}\.[A-Za-z0-9_-]{2,4096}\.[A-Za-z0-9_-]{2,1024}$/;

/** A new opaque token: `af_bot_`, 56 random hex digits, and 8 that are a CRC-32 over all before them. */
export function mintOpaque(random: Random): Secret {
  const body = PREFIX + Buffer.from(random.bytes(28)).toString('hex');
  return new Secret(body + checksum(body));
}

/** A new secret by which this machine's operator is known for as long as this process runs: `af_control_` and 64 hex digits. */
export function mintControl(random: Random): Secret {
  return new Secret(`${CONTROL}${Buffer.from(random.bytes(32)).toString('hex')}`);
}

export const looksLikeControl = (text: string): boolean => text.startsWith(CONTROL);

/** Whether both are the same, in a time that says nothing of where they differ. */
export const isSame = (one: Secret, other: Secret): boolean => timingSafeEqual(hashOf(one), hashOf(other));

/** Which format this text has the shape of; undefined when neither. The shape says nothing about its worth. */
export function formatOf(text: string): TokenFormat | undefined {
  if (OPAQUE.test(text)) return 'opaque';
  return JWT.test(text) ? 'jwt' : undefined;
}

/** Whether somebody pasted a token into this text. */
export const holdsToken = (text: string): boolean =>
  /af_(?:bot|control)_[0-9a-f]{64}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/.test(text);

/** Whether an opaque token's last 8 digits fit the rest. A typo or a made-up one is told without a look-up. */
export function checksumFits(token: Secret): boolean {
  const text = token.reveal();
  return text.slice(-8) === checksum(text.slice(0, -8));
}

/** What is stored of a token: SHA-256. It has 224 random bits or a signature, so nothing slower is needed. */
export function hashOf(token: Secret): Buffer {
  return hash('sha256', token.reveal(), 'buffer');
}

/** The same as text, under which it is kept in memory. */
export function keyOf(token: Secret): string {
  return hash('sha256', token.reveal(), 'binary');
}

/** By what a suspect token is looked for: its hash, or the hint that its last six characters are. */
export function traceOf(suspect: Secret): { hash: Buffer } | { hint: string } | undefined {
  const text = suspect.reveal();
  if (/^[\w-]{6}$/.test(text)) return { hint: text };
  return formatOf(text) ? { hash: hashOf(suspect) } : undefined;
}

/** The last six characters, by which a person can tell a token in hand from another. */
export function hintOf(token: Secret): string {
  return token.reveal().slice(-6);
}

/** The first eight characters of a token's id: what people read and type. */
export const shortId = (id: string): string => id.slice(0, 8);

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
