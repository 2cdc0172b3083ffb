import { hash } from 'node:crypto';
import type { Random } from './ports.ts';
import { Secret } from './secret.ts';

/** Without what is taken for something else: I, O, 0 and 1. There are 32, so that each of a random byte's is as likely. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const CODE = new RegExp(`^[${LETTERS}]{8}$`);

/** How long a code can be used. */
export const CODE_MS = 600_000;

/** A new code, as in K7QF-2M9X, and what is kept of it. */
export function mintCode(random: Random): { code: Secret; hash: Buffer } {
  const letters = Array.from(random.bytes(8), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return { code: new Secret(`${letters.slice(0, 4)}-${letters.slice(4)}`), hash: hashOfCode(letters) };
}

/** A code as somebody typed it, without the hyphen; undefined for what can be none. */
export function readCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return CODE.test(letters) ? letters : undefined;
}

/** What is kept of a code, for the minutes that it can be used. */
export const hashOfCode = (letters: string): Buffer => hash('sha256', `link ${letters}`, 'buffer');
