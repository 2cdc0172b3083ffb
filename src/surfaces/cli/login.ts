import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../../core/secret.ts';
import { code, say } from '../../core/text.ts';
import { failure } from './failure.ts';

const secret = z.string().transform((text) => new Secret(text));

/** Whom a session is for, as the API answers it. */
export const Session = z.object({
  access_token: secret,
  refresh_token: secret,
  expires_at: z.string(),
  session_id: z.string(),
  name: z.string(),
  role: z.string(),
});

/** A session, and the one server that it is shown to: `login.json` in the data folder, mode 0600. */
const Login = Session.extend({ server: z.string() });

export type Login = z.output<typeof Login>;

export const pathIn = (folder: string): string => join(folder, 'login.json');

/** @throws Failure when others can read it, or it is none. */
export async function readLogin(folder: string): Promise<Login | undefined> {
  const path = pathIn(folder);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0)
    throw failure('wrong_settings', say`Others can read ${path}. Close it: ${code(`chmod 600 ${path}`)}`);
  const login = Login.safeParse(parsed(text));
  if (login.success) return login.data;
  throw failure('wrong_settings', say`${path} is not a login. Remove it: ${code(`rm ${path}`)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Two commands may write at once: each its own draft, of which one is the last. */
export async function writeLogin(folder: string, login: Login, draftedBy: string): Promise<void> {
  const path = pathIn(folder);
  const draft = `${path}.${draftedBy}`;
  const { access_token: access, refresh_token: refresh } = login;
  const clear = { ...login, access_token: access.reveal(), refresh_token: refresh.reveal() };
  await writeFile(draft, `${JSON.stringify(clear, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
}

export async function removeLogin(folder: string): Promise<void> {
  await rm(pathIn(folder), { force: true });
}

const Claims = z.object({ exp: z.number() });

/** When an access token ends; it says so itself. */
export function endOf(access: Secret): Date {
  const [, payload = ''] = access.reveal().split('.');
  const claims = Claims.safeParse(parsed(Buffer.from(payload, 'base64url').toString()));
  return new Date(claims.success ? claims.data.exp * 1000 : 0);
}
