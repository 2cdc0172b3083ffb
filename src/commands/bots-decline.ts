import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { bold, command, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { hints } from './inputs.ts';
import { isOffered, isOfferedTo, NO_OFFER } from './offer.ts';
import { refuseUnlessMine } from './rights.ts';
import { tell } from './tell.ts';

const OfferedBot = z.string().brand<'bot'>().register(hints, {
  label: 'Bot',
  hint: 'A bot that is offered to you, or that you have offered.',
  short: 'u',
  placeholder: 'steve',
  reference: 'bot offered',
});

export const botsDecline = defineCommand({
  name: 'bots decline',
  title: 'Decline a bot',
  summary: 'Decline a bot that is offered to you, or take back an offer of yours.',
  example: 'bots decline steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'member',
  http: 'POST /api/v1/bots/:username/decline',
  input: z.strictObject({ username: OfferedBot }),
  positional: ['username'],
  refuses: ['forbidden', 'already_done'],
  output: z.object({
    username: z.string(),
    owner: z.string(),
    offered_to: z.string(),
    /** Whether it was taken back, and not declined. */
    was_taken_back: z.boolean(),
  }),

  async run(context, { username: bot }) {
    const { db, clock, actor } = context;
    const isDeclined = isOfferedTo(actor, bot, clock.now());
    if (!isDeclined) refuseUnlessMine(actor, bot, 'username');
    if (!isOffered(bot, clock.now())) throw notOffered(bot.username);
    await bots.update(db, bot.id, NO_OFFER);
    if (isDeclined && !bot.owner_is_deactivated)
      await tell(context, bot.owner_id, { kind: 'bot_declined', bot: bot.id, by: nameOf(actor) });
    return {
      username: bot.username,
      owner: bot.owner_name,
      offered_to: bot.offered_to_name ?? '',
      was_taken_back: !isDeclined,
    };
  },

  say({ username, owner, offered_to, was_taken_back }) {
    return {
      text: was_taken_back
        ? say`${bold(username)} is offered to ${offered_to} no more.`
        : say`You have declined ${bold(username)}. ${owner} goes on owning it.`,
    };
  },
});

function notOffered(username: string): AppError {
  const sentence = say`${bold(username)} is offered to nobody. To offer it: ${command(`bots transfer ${username}`)}`;
  return new AppError('already_done', sentence, { field: 'username' });
}
