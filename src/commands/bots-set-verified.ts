import { z } from 'zod';
import { bold, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import { defineCommand } from './declare.ts';
import { BotRef, hints } from './inputs.ts';

const Verified = z.enum(['true', 'false']).register(hints, {
  label: 'Verified',
  hint: 'Whether an admin answers for it: true or false.',
  placeholder: 'true',
});

export const botsSetVerified = defineCommand({
  name: 'bots set-verified',
  title: 'Mark a bot as verified',
  summary: 'Say whether an admin answers for a bot, which all who see it are told.',
  example: 'bots set-verified steve true',
  effect: 'write',
  confirm: false,
  scope: 'organization:write',
  by: 'member',
  http: 'POST /api/v1/bots/:username/verified',
  input: z.strictObject({ username: BotRef, verified: Verified }),
  positional: ['username', 'verified'],
  output: z.object({ username: z.string(), is_verified: z.boolean() }),

  async run({ db, forget }, { username: bot, verified }) {
    const is_verified = verified === 'true';
    await bots.update(db, bot.id, { is_verified });
    forget({ bots: [bot.id] });
    return { username: bot.username, is_verified };
  },

  say({ username, is_verified }) {
    return {
      text: is_verified
        ? say`${bold(username)} is verified.`
        : say`${bold(username)} is not verified any more.`,
    };
  },
});
