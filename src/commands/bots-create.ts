import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { RESERVED_PREFIX } from '../core/names.ts';
import { absolute } from '../core/times.ts';
import { bold, code, command, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import { type Context, defineCommand } from './declare.ts';
import { BotName } from './inputs.ts';

export const botsCreate = defineCommand({
  name: 'bots create',
  title: 'Create a bot',
  summary: 'Create a bot user that you own.',
  example: 'bots create steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'member',
  http: 'PUT /api/v1/bots/:username',
  input: z.strictObject({ username: BotName }),
  positional: ['username'],
  output: z.object({ username: z.string(), owner: z.string(), created_at: z.date() }),

  async run(context, { username }) {
    const { db, ids, clock, actor } = context;
    refuseReserved(username, actor);
    if (actor.kind !== 'member') throw new Error('only a member owns bots');
    const bot = await bots.insert(db, {
      organization_id: actor.organizationId,
      id: ids.make(),
      username,
      owner_id: actor.id,
      created_at: clock.now(),
    });
    if (!bot) throw await taken(username, context);
    return { username, owner: actor.name, created_at: bot.created_at };
  },

  say({ username }) {
    return {
      text: say`${bold(username)} is ready, and you own it. It has no token yet: ${command(`tokens issue -u ${username} -e 100d`)}`,
      buttons: [{ label: 'Issue a token', command: 'tokens issue', input: { username } }],
    };
  },
});

function refuseReserved(username: string, actor: Actor): void {
  if (username === 'me') {
    throw new AppError('reserved_slug', say`${code('me')} is what a bot calls itself. Take another name.`, {
      field: 'username',
    });
  }
  if (!username.startsWith(RESERVED_PREFIX) || (actor.kind === 'member' && actor.role === 'admin')) return;
  const sentence = say`Names that begin with ${code(RESERVED_PREFIX)} are given by admins only. Take another.`;
  throw new AppError('reserved_slug', sentence, { field: 'username' });
}

async function taken(username: string, { db, clock, actor }: Context): Promise<AppError> {
  const bot = await bots.findByUsername(db, username, clock.now());
  const sentence = bot?.deleted_at
    ? say`${bold(username)} was deleted on ${absolute(bot.deleted_at, actor.timeZone)}. Names are never given out twice: take another.`
    : say`There is already a bot named ${bold(username)}; ${owner(bot, actor)} it. Names are never given out twice.`;
  return new AppError('bot_already_exists', sentence, { field: 'username' });
}

function owner(bot: bots.Bot | undefined, actor: Actor): string {
  if (!bot) return 'somebody owns';
  return actor.kind === 'member' && bot.owner_id === actor.id ? 'you own' : `${bot.owner_name} owns`;
}
