import { openPrompt, placePrompt, type PromptState } from '../../commands/matrix-prompts.ts';
import type { Document, Question } from '../../core/document.ts';
import { type Homeserver, HomeserverRefusal } from '../../core/matrix.ts';
import { buttonsOf, contentOf, type Dress, questionContent } from './dress.ts';
import type { Asker } from './bot.ts';
import { NO, numberKeys, YES } from './keys.ts';
import type { Elsewhere } from './place.ts';

/** How long an answer is waited for. */
const PATIENCE_MS = 15 * 60_000;

/** A message that can be answered. */
export interface Posed {
  content: object;
  state: PromptState;
  /** The reactions that are offered. */
  keys: readonly string[];
}

/** Asks something that only this person can answer, as long as the message is not old. */
export async function pose(
  { content, state, keys }: Posed,
  { actor, heard, bot }: Asker,
  where: Elsewhere = heard.place,
  txn?: string,
): Promise<string> {
  const { organizationId: organization, id: member } = actor;
  const { room, thread } = where;
  const opening = { organization, member, room, thread, state, lastsMs: PATIENCE_MS };
  const id = await openPrompt(bot.deps, opening);
  const eventId = await where.say(content, txn);
  await placePrompt(bot.deps, organization, id, eventId);
  await offerKeys(bot.homeserver, { room, eventId, keys });
  return eventId;
}

/** Says it, with its buttons where it has any. Resolves with the event's id. */
export async function present(
  document: Document,
  asker: Asker,
  where: Elsewhere = asker.heard.place,
  { txn, ...dress }: Dress & { txn?: string } = {},
): Promise<string> {
  const presses = buttonsOf(document);
  const content = contentOf(document, dress);
  if (presses.length === 0) return where.say(content, txn);
  const keys = numberKeys(presses.length);
  return pose({ content, state: { kind: 'buttons', presses }, keys }, asker, where, txn);
}

/** Asks for a yes to this command. */
export async function askYes(
  question: Question,
  { command, input }: { command: string; input: Record<string, string | number> },
  asker: Asker,
): Promise<void> {
  const { yes, no } = question;
  const state = { kind: 'question', command, input, yes, no } as const;
  await pose({ content: questionContent(question), state, keys: [YES, NO] }, asker);
}

/** Puts reactions there that need only be pressed. */
export async function offerKeys(
  homeserver: Homeserver,
  { room, eventId, keys }: { room: string; eventId: string; keys: readonly string[] },
): Promise<void> {
  for (const key of keys) {
    const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } };
    try {
      await homeserver.send(homeserver.self, room, 'm.reaction', content, `${eventId}-${key}`);
    } catch (error) {
      // It can be typed all the same.
      if (!(error instanceof HomeserverRefusal)) throw error;
    }
  }
}
