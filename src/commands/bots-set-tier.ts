import { z } from 'zod';
import { REQUESTS_PER_SECOND } from '../core/actor.ts';
import { bold, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { BotRef, hints } from './inputs.ts';

const Tier = z.enum(['free', 'pro', 'enterprise']);

const NewTier = z.enum(Tier.options).register(hints, {
  label: 'Tier',
  hint: 'Requests a second: free 30, pro 200, enterprise without a limit.',
  placeholder: 'pro',
});

export const botsSetTier = defineCommand({
  name: 'bots set-tier',
  title: "Set a bot's tier",
  summary: 'Say how many requests a bot may make in a second.',
  example: 'bots set-tier steve pro',
  effect: 'write',
  confirm: false,
  scope: 'organization:write',
  by: 'member',
  http: 'POST /api/v1/bots/:username/tier',
  input: z.strictObject({ username: BotRef, tier: NewTier }),
  positional: ['username', 'tier'],
  output: z.object({ username: z.string(), tier: Tier, rate_limit_qps: z.int().nullable() }),

  async run({ db, forget }, { username: bot, tier }) {
    await bots.update(db, bot.id, { tier });
    forget({ bots: [bot.id] });
    return { username: bot.username, tier, rate_limit_qps: REQUESTS_PER_SECOND[tier] };
  },

  say({ username, tier, rate_limit_qps: limit }) {
    const may = limit === null ? 'as many requests as it likes' : `${limit} requests in any one second`;
    return { text: say`${bold(username)} is of the tier ${bold(tier)} now: it may make ${may}.` };
  },
});
