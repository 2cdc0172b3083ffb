import { spawn } from 'node:child_process';
import { findProgram } from './chromium.ts';

interface Wanted {
  program: string;
  /** How to get it. */
  advice: string;
  /** Whether CI has it: there a test without it fails, because nobody looks at what is skipped. */
  isInCi: boolean;
}

export const OPENSSL: Wanted = {
  program: 'openssl',
  advice: 'needs openssl: apt-get install openssl',
  isInCi: true,
};

/** The path of a program of the machine's own. Without it the test is skipped, with a word on how to get it. */
export function toolOf({ program, advice, isInCi }: Wanted, skip: (note: string) => never): string {
  const found = findProgram([program]);
  if (found !== undefined) return found;
  if (isInCi && process.env['CI']) throw new Error(advice);
  return skip(advice);
}

interface Ran {
  code: number | null;
  output: string;
}

/** Runs a program with this on its input. Resolves with all that it said, on either output. */
export async function run(
  program: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Ran> {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  // One that refuses before it has read everything closes its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  const code = await ended.promise;
  return { code, output: Buffer.concat(said).toString('utf8').trim() };
}
