import { z } from 'zod';
import { identityName, serviceKind } from '../core/services.ts';
import { bold, code, command, say } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';
import * as identities from '../store/identities.ts';
import * as services from '../store/services.ts';
import { defineCommand } from './declare.ts';
import { BotRef, hints, refuse, textRead } from './inputs.ts';
import { refuseOwnName } from './own-homeserver.ts';
import { named, registered, RegisteredId, registeredService, RegisteredType } from './registered.ts';

const NewValue = textRead(readValue).register(hints, {
  label: 'New Value',
  hint: 'What the bot is called there: its user id, e-mail or the like.',
  short: 'n',
  placeholder: 'octo-steve',
  blank: true,
});

function readValue(text: string): string {
  const value = text.trim();
  if (value === '') {
    return refuse(
      say`An identity is not empty. ${command('bots delete-identity')} takes it away altogether.`,
    );
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value))
    return refuse(say`An identity is one line of text, without tabs or line breaks.`);
  if (holdsToken(value)) return refuse(say`That is a token, and an identity is seen by everybody.`);
  const { length } = Array.from(value);
  return length > 200
    ? refuse(say`An identity has at most 200 characters, and this one has ${length}.`)
    : value;
}

export const botsUpdateIdentity = defineCommand({
  name: 'bots update-identity',
  title: 'Set an identity',
  summary: 'Say what a bot is called in a service.',
  example: 'bots update-identity steve -t github -e acme -n octo-steve',
  effect: 'write',
  confirm: false,
  scope: 'identities:write',
  by: 'either',
  http: 'PUT /api/v1/bots/:username/identities',
  input: z.strictObject({
    username: BotRef,
    service_type: RegisteredType,
    external_id: RegisteredId,
    new_value: NewValue,
  }),
  positional: ['username'],
  refuses: ['unknown_service', 'forbidden'],
  output: z.object({
    username: z.string(),
    service_type: z.string(),
    external_id: z.string(),
    /** As Sym names a bot in a service: by the one key that this type has. */
    matcher: z.record(z.string(), z.string()),
    old_value: z.string().nullable(),
    new_value: z.string(),
  }),
  choices: { ...registered, new_value: { after: ['service_type', 'external_id'] } },

  async run(context, { username: bot, new_value: value, ...key }) {
    const { db, clock } = context;
    await refuseOwnName(context, bot.username, key);
    const service = await registeredService(context, key, services.hold);
    const found = await identities.ofBot(db, bot.id);
    const old = found.find(({ service_id }) => service_id === service.id)?.value ?? null;
    await identities.upsert(db, {
      organization_id: bot.organization_id,
      bot_id: bot.id,
      service_id: service.id,
      value,
      created_at: clock.now(),
      updated_at: clock.now(),
    });
    const matcher = { [serviceKind(key.service_type).key]: value };
    return { username: bot.username, ...key, matcher, old_value: old, new_value: value };
  },

  say({ username, old_value: old, new_value: value, ...key }) {
    const what = identityName(key.service_type);
    if (old === value)
      return { text: say`${bold(username)} has the ${what} ${code(value)} in ${named(key)} already.` };
    const before = old === null ? say`It had none there before.` : say`Before, it was ${code(old)}.`;
    return { text: say`${bold(username)} has the ${what} ${code(value)} in ${named(key)} now. ${before}` };
  },
});
