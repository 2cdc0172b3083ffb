import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { BOT_NAME } from '../core/names.ts';
import { bold, command, quoted, say } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as bots from '../store/bots.ts';
import type { Choice } from './declare.ts';
import { OFFERED, type Reference } from './reference.ts';
import { refuseIfEnded, refuseUnlessMine, withinReach } from './rights.ts';

/** A bot by its username. One that is to be changed is locked. */
export const botReference: Reference<bots.Bot> = {
  async find(context, { field, text, purpose, anyones }) {
    const { db, clock, actor } = context;
    const username = text.trim().replace(/^@/, '').toLowerCase();
    const bot = BOT_NAME.test(username) ? await bots.findByUsername(db, username, clock.now()) : undefined;
    if (!bot) throw unknownBot(field, text);
    if (bot.deleted_at) throw deletedBot(field, bot, actor);
    if (purpose === 'look') return bot;
    if (!anyones) refuseUnlessMine(actor, bot, field);
    if (purpose === 'ask') return bot;
    await bots.lock(db, bot.id);
    await refuseIfEnded(context);
    // Somebody may have deleted it, or given it away, while we waited.
    const locked = await bots.find(db, bot.id, clock.now());
    if (!locked) throw unknownBot(field, text);
    if (locked.deleted_at) throw deletedBot(field, locked, actor);
    if (!anyones) refuseUnlessMine(actor, locked, field);
    return locked;
  },

  async choices({ db, clock, actor }, like) {
    const { bot, owner } = withinReach(actor);
    if (bot) return [bot.username].filter((username) => username.includes(like)).map(choice);
    const found = await bots.list(db, { limit: OFFERED, at: clock.now(), owner, like });
    return found.map(({ username }) => choice(username));
  },
};

const choice = (username: string): Choice => ({ value: username, label: username });

function unknownBot(field: string, text: string): AppError {
  const sentence = say`There is no bot named ${quoted(text)}. ${command('bots list')} shows those there are.`;
  return new AppError('unknown_bot', sentence, { field });
}

function deletedBot(field: string, bot: bots.Bot, actor: Actor): AppError {
  const when = bot.deleted_at ? ` on ${absolute(bot.deleted_at, actor.timeZone)}` : '';
  const sentence = say`${bold(bot.username)} was deleted${when}. ${command('bots list')} shows the bots there are.`;
  return new AppError('unknown_bot', sentence, { field });
}
