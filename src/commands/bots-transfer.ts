import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { bold, command, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import type { Member } from '../store/members.ts';
import { defineCommand } from './declare.ts';
import { BotRef, hints } from './inputs.ts';
import { isOffered } from './offer.ts';
import { tell } from './tell.ts';

/** How long somebody can take to accept a bot. */
const OFFER_MS = 7 * 86_400_000;

const NewOwner = z.string().brand<'member'>().register(hints, {
  label: 'New owner',
  hint: 'Who is to own it, as in @bob. They have to accept it first.',
  placeholder: '@bob',
  reference: 'member',
});

export const botsTransfer = defineCommand({
  name: 'bots transfer',
  title: 'Transfer a bot',
  summary: 'Offer a bot to somebody, who owns it once they have accepted it.',
  example: 'bots transfer steve @bob',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'member',
  http: 'POST /api/v1/bots/:username/transfer',
  input: z.strictObject({ username: BotRef, to: NewOwner }),
  positional: ['username', 'to'],
  output: z.object({
    username: z.string(),
    offered_to: z.string(),
    offer_ends_at: z.date(),
    /** To whom it was offered before; null when to nobody. */
    instead_of: z.string().nullable(),
  }),

  async run(context, { username: bot, to }) {
    const { db, clock, actor } = context;
    refuseAsOwner(to, bot);
    const offer_ends_at = new Date(clock.now().getTime() + OFFER_MS);
    await bots.update(db, bot.id, { offered_to_id: to.id, offer_ends_at });
    await tell(context, to.id, { kind: 'bot_offered', bot: bot.id, from: nameOf(actor) });
    const replaces = isOffered(bot, clock.now()) && bot.offered_to_id !== to.id;
    return {
      username: bot.username,
      offered_to: to.name,
      offer_ends_at,
      instead_of: replaces ? bot.offered_to_name : null,
    };
  },

  say({ username, offered_to, offer_ends_at, instead_of }, { actor, now }) {
    const instead: Text = instead_of === null ? [] : say` instead of ${instead_of}`;
    return {
      text: say`${bold(username)} is offered to ${offered_to}${instead} until ${absoluteAndRelative(offer_ends_at, actor.timeZone, now)}. Nothing changes before ${offered_to} accepts; then its tokens stop. To take the offer back: ${command(`bots decline ${username}`)}`,
      buttons: [{ label: 'Take it back', command: 'bots decline', input: { username } }],
    };
  },
});

/** @throws AppError when this person cannot become the owner of a bot. */
function refuseAsOwner({ id, name, role }: Member, { owner_id, username }: bots.Bot): void {
  if (id !== owner_id && role !== 'guest') return;
  const sentence =
    id === owner_id
      ? say`${name} owns ${bold(username)} already.`
      : say`${name} is a guest here, and guests own no bots. An admin can change that: ${command(`members set-role @${name} member`)}`;
  throw new AppError('forbidden', sentence, { field: 'to' });
}
