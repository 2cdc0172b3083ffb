import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { bold, code, listed, say } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import { refuseBackup } from './backup-owner.ts';
import { Description, DisplayName, NewBackupOwner } from './bot-inputs.ts';
import { defineCommand } from './declare.ts';
import { BotRef } from './inputs.ts';
import { keepUserInStep } from './matrix-users.ts';

export const botsUpdate = defineCommand({
  name: 'bots update',
  title: 'Change a bot',
  summary: 'Change how a bot is called and described, and who stands in for its owner.',
  example: 'bots update steve --display-name "Steve the Deployer"',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'either',
  http: 'POST /api/v1/bots/:username',
  input: z.strictObject({
    username: BotRef,
    display_name: DisplayName.optional(),
    description: Description.optional(),
    backup_owner: NewBackupOwner.optional(),
  }),
  positional: ['username'],
  output: z.object({
    username: z.string(),
    display_name: z.string(),
    description: z.string(),
    backup_owner: z.string().nullable(),
    changed: z.array(z.string()),
  }),

  async run(context, { username: bot, display_name, description, backup_owner }) {
    const { db, clock, forget } = context;
    if (display_name === undefined && description === undefined && backup_owner === undefined)
      throw nothing();
    if (backup_owner) refuseBackup(backup_owner, bot.owner_id, bot.username);
    await bots.update(db, bot.id, {
      ...(display_name !== undefined && { display_name: display_name || bot.username }),
      ...(description !== undefined && { description }),
      ...(backup_owner !== undefined && { backup_owner_id: backup_owner?.id ?? null }),
    });
    if (display_name !== undefined) await keepUserInStep(context, bot);
    forget({ bots: [bot.id] });
    const now = (await bots.find(db, bot.id, clock.now())) ?? bot;
    return {
      username: now.username,
      display_name: now.display_name,
      description: now.description,
      backup_owner: now.backup_owner_name,
      changed: [
        ...(display_name === undefined ? [] : ['display name']),
        ...(description === undefined ? [] : ['description']),
        ...(backup_owner === undefined ? [] : ['backup owner']),
      ],
    };
  },

  say({ username, changed }) {
    const has = changed.length === 1 ? 'is' : 'are';
    return {
      text: say`The ${listed(changed)} of ${bold(username)} ${has} changed.`,
      buttons: [{ label: 'Show', command: 'bots show', input: { username } }],
    };
  },
});

/** In a chat its form opens, so that they can be filled in. */
function nothing(): AppError {
  const sentence = say`Nothing to change was given: ${code('--display-name')}, ${code('--description')} or ${code('--backup-owner')}.`;
  return new AppError('missing_input', sentence, { field: 'display_name' });
}
