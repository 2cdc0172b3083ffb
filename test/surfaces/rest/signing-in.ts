import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openIssuer } from '../../../src/commands/issuer.ts';
import { sealKey } from '../../../src/core/seal.ts';
import { readAccess, signAccess } from '../../../src/core/sessions.ts';
import { Secret } from '../../../src/core/secret.ts';
import { readSecretKey } from '../../../src/data-folder.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { clock, random } from '../../../src/system.ts';
import type { Running } from '../../running.ts';
import { call } from './calling.ts';

const Opened = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  session_id: z.string(),
  expires_at: z.string(),
  name: z.string(),
  role: z.string(),
});

export type Opened = z.output<typeof Opened>;

/** By what the operator is known, as whoever can read the data folder reads it. */
export async function controlOf({ dataFolder }: Running): Promise<string> {
  const text = await readFile(join(dataFolder, 'server.json'), 'utf8');
  return z.object({ control: z.string() }).parse(JSON.parse(text)).control;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A session for this person, as the operator makes it. */
export async function signIn(botmint: Running, person: string): Promise<Opened> {
  const headers = bearer(await controlOf(botmint));
  const { body } = await call(botmint, 'POST /api/v1/sessions', { headers, body: { person: `@${person}` } });
  return Opened.parse(body);
}

/** A session of bob that was signed an hour ago, with the very key. */
export async function pastSession(botmint: Running): Promise<string> {
  const { access_token } = await signIn(botmint, 'bob');
  const log = { warn: () => undefined, error: () => undefined };
  await using database = openDatabase(botmint.databaseUrl, log);
  const key = sealKey(await readSecretKey(botmint.dataFolder, random));
  const issuer = await openIssuer({ database, clock, random, sealKey: key, publicUrl: 'http://never.used' });
  const session = await readAccess(issuer, new Secret(access_token));
  if (!session) throw new Error('a session that its own issuer does not know');
  return (await signAccess(issuer, session, new Date(clock.now().getTime() - 3_600_000))).reveal();
}
