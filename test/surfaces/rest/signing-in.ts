import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
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
