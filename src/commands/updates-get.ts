import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { EVENTS } from '../core/events.ts';
import { bold, code, command, counted, quoted, say } from '../core/text.ts';
import * as botUpdates from '../store/bot-updates.ts';
import type { Bot } from '../store/bots.ts';
import * as events from '../store/events.ts';
import * as sessions from '../store/sessions.ts';
import { type Context, defineCommand } from './declare.ts';
import { BotRef, hints } from './inputs.ts';
import { refuseIfEnded, refuseUnlessMine } from './rights.ts';
import { revokedSession } from './unidentified.ts';

/** As Telegram has it. */
export const LONGEST_WAIT = 50;
const MOST = 100;
/** Rows of a list in a chat. */
const SHOWN = 10;

const Offset = z.coerce.number().int().default(0).register(hints, {
  label: 'Offset',
  hint: 'The first number wanted; those before it are forgotten. -1 is the newest.',
  unasked: true,
});
const UpdateLimit = z.coerce.number().int().min(1).max(MOST).default(MOST).register(hints, {
  label: 'Limit',
  hint: 'A number of updates, 1 to 100; 100 unless said.',
  unasked: true,
});
const Wait = z.coerce.number().int().min(0).max(LONGEST_WAIT).default(0).register(hints, {
  label: 'Timeout',
  hint: 'Seconds to wait while there is none, 0 to 50; 0 unless said.',
  unasked: true,
});

export const updatesGet = defineCommand({
  name: 'updates get',
  title: 'Updates',
  summary: 'Ask for the messages that a bot without a webhook has not had yet.',
  example: 'updates get steve',
  // What it forgets are those that the one who asks says they had.
  effect: 'read',
  confirm: false,
  scope: 'messages:read',
  by: 'either',
  http: 'GET /api/v1/updates/:username',
  input: z.strictObject({ username: BotRef, offset: Offset, limit: UpdateLimit, timeout: Wait }),
  positional: ['username'],
  refuses: ['forbidden', 'updates_taken'],
  output: z.object({ username: z.string(), updates: z.array(EVENTS.message.data) }),

  async reach(context, { username: bot, offset, timeout }) {
    const { actor } = context;
    refuseUnlessMine(actor, bot, 'username');
    await refuseWhereHeard(context, bot);
    const token = actor.kind === 'bot' ? actor.tokenId : undefined;
    const poll = { organization: bot.organization_id, bot: bot.id, token, offset, waitMs: timeout * 1000 };
    return async ({ polls, gone }) => polls.wait({ ...poll, gone });
  },

  async run(context, { username: bot, limit }, from: number | undefined) {
    // They may have waited, and the credential may have ended meanwhile.
    await refuseIfEnded(context);
    await refuseIfSignedOut(context);
    await refuseWhereHeard(context, bot);
    const updates = from === undefined ? [] : await botUpdates.list(context.db, bot.id, { from, limit });
    return { username: bot.username, updates };
  },

  say({ username, updates }) {
    const last = updates.at(-1);
    if (!last) return { text: say`Nothing new for ${bold(username)}: nobody has said anything where it is.` };
    const next = command(`updates get ${username} --offset ${last.update_id + 1}`);
    return {
      text: say`${counted(updates.length, 'update')} for ${bold(username)}. To go on after them: ${next}`,
      lines: updates.slice(0, SHOWN).map(({ update_id, message, room, sender }) => ({
        text: say`${update_id} · ${code(room)} · ${bold(sender)} · ${quoted(message.text)}`,
      })),
    };
  },
});

/** Each message goes one way: to the bot's webhooks, or to whoever asks. @throws AppError updates_taken */
async function refuseWhereHeard({ db }: Pick<Context, 'db'>, bot: Bot): Promise<void> {
  const heard = await events.heardOf(db, bot.organization_id, 'message', [bot.id]);
  if (!heard.has(bot.id)) return;
  throw new AppError(
    'updates_taken',
    say`A webhook of ${bold(bot.username)} hears its messages, so they are not kept here. To have them kept, delete it or take ${code('message')} out of its events: ${command(`webhooks list ${bot.username}`)}`,
    { field: 'username' },
  );
}

/** @throws AppError revoked_session for a person whose session ended while they waited. */
async function refuseIfSignedOut({ db, actor }: Pick<Context, 'db' | 'actor'>): Promise<void> {
  if (actor.kind !== 'member' || actor.sessionId === undefined) return;
  const session = await sessions.find(db, { organization: actor.organizationId, id: actor.sessionId });
  if (!session || session.revoked_at || session.is_deactivated) throw revokedSession();
}
