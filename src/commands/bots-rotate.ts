import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, command, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import type { Bot } from '../store/bots.ts';
import { listActive } from '../store/token-list.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, defineCommand } from './declare.ts';
import { BotRef } from './inputs.ts';
import { Grace, Now, rotate, tokensRotateStart } from './tokens-rotate-start.ts';

/** How many ids are named where there is more than one token. */
const NAMED = 10;

export const botsRotate = defineCommand({
  name: 'bots rotate',
  title: 'Rotate its token',
  summary: 'Make a successor of the one token of a bot, or of the one that asks.',
  example: 'bots rotate steve',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  asPerson: true,
  http: 'POST /api/v1/bots/:username/rotate',
  input: z.strictObject({ username: BotRef, grace: Grace.optional(), now: Now }),
  positional: ['username'],
  refuses: ['unknown_token', 'ambiguous_token', 'already_done'],
  output: tokensRotateStart.output,

  run: async (context, { username: bot, ...how }) => rotate(context, await theToken(context, bot), how),

  say: (output, view) => tokensRotateStart.say(output, view),
});

/** The token that asks, where it is one of this bot; else the only one there is. Its bot is locked. */
async function theToken({ db, clock, actor }: Context, bot: Bot): Promise<tokens.Token> {
  const at = clock.now();
  if (actor.kind === 'bot' && actor.id === bot.id) {
    const own = await tokens.find(db, actor.tokenId, at);
    if (own) return own;
  }
  const alive = await listActive(db, { at, bot: bot.id, limit: NAMED + 1 });
  const [token, other] = alive;
  if (!token)
    throw new AppError(
      'unknown_token',
      say`${bold(bot.username)} has no token that is alive. Issue one: ${command(`tokens issue -u ${bot.username} -e 100d`)}`,
    );
  if (other) throw which(bot, alive);
  return token;
}

function which({ username }: Bot, alive: readonly tokens.Token[]): AppError {
  const ids = alive.slice(0, NAMED).flatMap(({ id }, index) => [...say`${index ? ', ' : ''}`, code(id)]);
  const more = alive.length > NAMED ? ' and more' : '';
  const example = alive[0] ? shortId(alive[0].id) : '';
  return new AppError(
    'ambiguous_token',
    say`${bold(username)} has more than one token: ${ids}${more}. Say which: ${command(`tokens rotate start ${example}`)}`,
  );
}
