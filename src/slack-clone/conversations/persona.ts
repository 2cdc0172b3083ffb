import { z } from 'zod';
import type { Caller } from '../api/caller.ts';

/** The name and picture that an app gave its bot for one message. */
export interface Persona {
  username: string;
  icons?: { emoji?: string; image_36?: string; image_48?: string; image_72?: string };
}

export const personaFields = {
  username: z.string().max(255).optional(),
  icon_emoji: z.string().max(255).optional(),
  icon_url: z.string().max(3000).optional(),
};

type RawPersona = z.infer<z.ZodObject<typeof personaFields>>;

/** Null: as the bot always is, also for who lacks the scope: Slack leaves such names out and says nothing. */
export function readPersona(caller: Caller, raw: RawPersona): Persona | null {
  const { username = '', icon_emoji = '', icon_url = '' } = raw;
  if (caller.kind !== 'bot' || !caller.scopes.includes('chat:write.customize')) return null;
  if (username === '' && icon_emoji === '' && icon_url === '') return null;
  const name = username === '' ? caller.userName : username;
  // Of both, Slack takes the emoji.
  if (icon_emoji !== '') return { username: name, icons: { emoji: `:${icon_emoji.replaceAll(':', '')}:` } };
  if (icon_url === '') return { username: name };
  return { username: name, icons: { image_36: icon_url, image_48: icon_url, image_72: icon_url } };
}
