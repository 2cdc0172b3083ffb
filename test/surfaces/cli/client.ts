import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../../packing.ts';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

interface How {
  env?: Record<string, string>;
  /** On its standard input. */
  input?: string;
}

/** The command line as it is packed, on the path of a shell. */
export interface Client extends AsyncDisposable {
  path: string;
  /** `botmint` with these words. */
  botmint(words: readonly string[], how?: How): Promise<Ran>;
  /** A line of a real shell. */
  shell(line: string, how?: How): Promise<Ran>;
}

/** @param dataFolder where the command line looks for a server and keeps a login. */
export async function buildClient(dataFolder: string): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-client-'));
  const program = join(folder, 'botmint');
  await bundle(program, '0.0.0-test');
  await chmod(program, 0o755);
  const path = `${folder}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  const env = (more: Record<string, string> = {}) => ({
    PATH: path,
    HOME: folder,
    TZ: 'Europe/Berlin',
    DATA_DIR: dataFolder,
    ...more,
  });
  return {
    path,
    botmint: async (words, how = {}) => runAs(program, words, env(how.env), how.input),
    shell: async (line, how = {}) => runAs('bash', ['-c', line], env(how.env), how.input),
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true }),
  };
}

/** Runs to the end, with nothing on its input unless said. */
export async function runAs(
  program: string,
  words: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<Ran> {
  const child = spawn(program, words, { env });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = Promise.withResolvers<number | null>();
  child.on('error', ended.reject).on('close', ended.resolve);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended.promise]);
  return { code, out, err };
}
