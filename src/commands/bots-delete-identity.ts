import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { identityName, serviceKind } from '../core/services.ts';
import { bold, code, command, quoted, say, type Text } from '../core/text.ts';
import type { Bot } from '../store/bots.ts';
import * as identities from '../store/identities.ts';
import type { ServiceKey } from '../store/services.ts';
import { type Answers, type Choice, type Choices, type Context, defineCommand } from './declare.ts';
import { BotRef } from './inputs.ts';
import { thereAre } from './input-words.ts';
import { refuseOwnName } from './own-homeserver.ts';
import { botReference } from './reference-bot.ts';
import { named, RegisteredId, RegisteredType, typeChoice } from './registered.ts';

/** What a bot has is what can be taken from it. */
const service_type: Choices = {
  after: ['username'],
  async offer(context, answers) {
    const held = await heldBy(context, answers);
    return [...new Set(held.map((identity) => identity.service_type))].map(typeChoice);
  },
  only: ({ label }) => say`It is known in ${label} alone.`,
  refuse: (value, answers, choices) => notThere(say`${quoted(value)}`, answers, choices, 'service_type'),
};

const external_id: Choices = {
  after: ['username', 'service_type'],
  async offer(context, answers) {
    const held = await heldBy(context, answers);
    const there = held.filter((identity) => identity.service_type === answers['service_type']);
    return there.map(({ external_id: id, value }) => ({ value: id, label: `${id} · ${value}`.slice(0, 75) }));
  },
  only: ({ label }, { service_type: type = '' }) =>
    say`Its one identity in ${serviceKind(type).name}: ${code(label)}.`,
  refuse: (value, answers, choices) => notThere(whichOf(answers, value), answers, choices, 'external_id'),
};

export const botsDeleteIdentity = defineCommand({
  name: 'bots delete-identity',
  title: 'Delete an identity',
  summary: 'Take away what a bot is called in a service.',
  example: 'bots delete-identity steve -t github -e acme',
  effect: 'destroy',
  confirm: true,
  scope: 'identities:write',
  by: 'either',
  http: 'DELETE /api/v1/bots/:username/identities',
  input: z.strictObject({ username: BotRef, service_type: RegisteredType, external_id: RegisteredId }),
  positional: ['username'],
  refuses: ['unknown_identity', 'forbidden'],
  output: z.object({
    username: z.string(),
    service_type: z.string(),
    external_id: z.string(),
    old_value: z.string(),
    /** Identities that the bot still has. */
    remaining: z.int(),
  }),
  choices: { service_type, external_id },

  async question(context, { username: bot, ...key }) {
    await refuseOwnName(context, bot.username, key);
    const { value } = oneOf(bot, await identities.ofBot(context.db, bot.id), key);
    return {
      title: 'Delete this identity?',
      text: say`Forget that ${bold(bot.username)} has the ${identityName(key.service_type)} ${code(value)} in ${named(key)}? Nothing changes over there.`,
      yes: 'Delete it',
      no: 'Keep',
    };
  },

  async run(context, { username: bot, ...key }) {
    const { db } = context;
    await refuseOwnName(context, bot.username, key);
    const held = await identities.ofBot(db, bot.id);
    const { service_id, value } = oneOf(bot, held, key);
    await identities.remove(db, bot.id, service_id);
    return { username: bot.username, ...key, old_value: value, remaining: held.length - 1 };
  },

  say({ username, old_value: old, remaining, ...key }) {
    const rest =
      remaining === 0
        ? 'no other identity'
        : remaining === 1
          ? '1 other identity'
          : `${remaining} other identities`;
    return {
      text: say`${bold(username)} has the ${identityName(key.service_type)} ${code(old)} in ${named(key)} no more. It has ${rest}.`,
    };
  },
});

/** All identities of the bot that was answered, which must be theirs to change. */
async function heldBy(context: Context, { username = '' }: Answers): Promise<identities.Identity[]> {
  const naming = { field: 'username', text: username, purpose: 'ask', anyones: false } as const;
  const bot = await botReference.find(context, naming);
  const held = await identities.ofBot(context.db, bot.id);
  if (held.length > 0) return held;
  const remedy = command(`bots update-identity ${bot.username}`);
  throw new AppError(
    'unknown_identity',
    say`${bold(bot.username)} has no identity in any service. To give it one: ${remedy}`,
    { field: 'username' },
  );
}

const whichOf = ({ service_type: type = '' }: Answers, id: string): Text =>
  say`${serviceKind(type).name} ${quoted(id)}`;

function notThere(where: Text, { username = '' }: Answers, choices: readonly Choice[], field: string) {
  const there = thereAre(choices.map(({ value }) => value));
  return new AppError('unknown_identity', say`${bold(username)} has no identity in ${where}. ${there}`, {
    field,
  });
}

/** The one in this service, which may have gone since it was chosen. */
function oneOf(bot: Bot, held: identities.Identity[], key: ServiceKey): identities.Identity {
  const found = held.find(
    (each) => each.service_type === key.service_type && each.external_id === key.external_id,
  );
  if (found) return found;
  throw new AppError(
    'unknown_identity',
    say`${bold(bot.username)} has no identity in ${named(key)} any more. ${command(`bots show ${bot.username}`)} shows it.`,
    { field: 'external_id' },
  );
}
