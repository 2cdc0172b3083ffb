import { z } from 'zod';

const Time = z.iso.datetime();
/** The name of a person, a bot, or a job of Botmint. */
const Person = z.string();
const TokenId = z.uuid();
const Bot = z.object({ username: z.string(), owner: Person }).meta({ title: 'bot' });
const Token = z
  .object({
    id: TokenId,
    label: z.string().nullable(),
    scopes: z.array(z.string()),
    expires_at: Time,
  })
  .meta({ title: 'token' });
const Approval = z
  .object({
    id: z.uuid(),
    kind: z.enum(['bots', 'scopes']),
    username: z.string().meta({ description: 'Of the bot that is to be made, or whose scopes are widened.' }),
    requester: Person,
    reason: z.string(),
    added_scopes: z.array(z.string()),
  })
  .meta({ title: 'request' });
const Webhook = z.object({ id: z.uuid(), bot: z.string(), name: z.string() }).meta({ title: 'webhook' });

interface Declared {
  /** Grows when a program that reads the data has to change. */
  version: number;
  /** A sentence: when it happens. */
  summary: string;
  data: z.ZodObject;
}

/** Everything that a webhook can hear of: a closed list. What each is told with stands in `data`. */
export const EVENTS = {
  'bot.created': {
    version: 1,
    summary: 'A bot was made.',
    data: z.object({ bot: Bot, by: Person }),
  },
  'bot.disabled': {
    version: 1,
    summary: 'A bot was disabled: its tokens are refused until it is enabled.',
    data: z.object({ bot: Bot, by: Person }),
  },
  'bot.enabled': {
    version: 1,
    summary: 'A disabled bot was enabled.',
    data: z.object({ bot: Bot, by: Person }),
  },
  'bot.transferred': {
    version: 1,
    summary: 'A bot has a new owner, and its tokens ended.',
    data: z.object({ bot: Bot, from: Person, to: Person }),
  },
  'bot.deleted': {
    version: 1,
    summary: 'A bot was deleted, and its tokens ended.',
    data: z.object({ bot: Bot, by: Person, revoked_tokens: z.int() }),
  },
  'token.issued': {
    version: 1,
    summary: 'A token was made.',
    data: z.object({ bot: Bot, token: Token, by: Person }),
  },
  'token.expiring': {
    version: 1,
    summary: 'A token ends soon: at each threshold of the policy, as its owner is reminded.',
    data: z.object({ bot: Bot, token: Token, ends_in_seconds: z.int() }),
  },
  'token.expired': {
    version: 1,
    summary: 'A token has ended by itself.',
    data: z.object({ bot: Bot, token: Token }),
  },
  'token.rotated': {
    version: 1,
    summary: 'A token has a successor. Both live until the old one ends.',
    data: z.object({
      bot: Bot,
      token: Token,
      replaces: TokenId,
      replaced_ends_at: Time.nullable().meta({ description: 'Null: it has ended.' }),
      by: Person,
    }),
  },
  'token.rotation_finished': {
    version: 1,
    summary: 'The old token of a rotation ended, and its successor goes on.',
    data: z.object({ bot: Bot, ended: TokenId, successor: TokenId.nullable(), by: Person }),
  },
  'token.rotation_cancelled': {
    version: 1,
    summary: 'The new token of a rotation ended, and the old one goes on.',
    data: z.object({ bot: Bot, ended: TokenId, kept: TokenId, by: Person }),
  },
  'token.superseded_use': {
    version: 1,
    summary: 'A token was used after it had been replaced: the first time only.',
    data: z.object({
      bot: Bot,
      token: Token,
      address: z.string().nullable(),
      froze_family: z.boolean(),
    }),
  },
  'token.revoked': {
    version: 1,
    summary: 'A token was ended before its time, and not by its rotation.',
    data: z.object({
      bot: Bot,
      token: Token,
      reason: z.enum(['revoked', 'deleted', 'transferred', 'reported', 'unseen']),
      goes_on: TokenId.nullable().meta({ description: 'The other one of a rotation that ended with it.' }),
      by: Person,
    }),
  },
  'token.frozen': {
    version: 1,
    summary: 'Tokens were frozen: they are refused until they are unfrozen.',
    data: z.object({ bot: Bot, tokens: z.array(TokenId), by: Person }),
  },
  'token.unfrozen': {
    version: 1,
    summary: 'Frozen tokens came back.',
    data: z.object({ bot: Bot, tokens: z.array(TokenId), by: Person }),
  },
  'approval.asked': {
    version: 1,
    summary: 'Somebody asked for what an admin has to approve.',
    data: z.object({ approval: Approval }),
  },
  'approval.answered': {
    version: 1,
    summary: 'A request was approved or denied, or nobody answered it in time.',
    data: z.object({
      approval: Approval,
      is_approved: z.boolean(),
      by: Person.nullable().meta({ description: 'Null: nobody answered.' }),
      answer: z.string().nullable(),
    }),
  },
  'webhook.failing': {
    version: 1,
    summary: 'A webhook has had nothing but failures for a day.',
    data: z.object({ webhook: Webhook, since: Time, failures: z.int(), last_error: z.string() }),
  },
  'webhook.disabled': {
    version: 1,
    summary: 'A webhook was disabled: what comes for it is kept.',
    data: z.object({ webhook: Webhook, reason: z.string() }),
  },
  'webhook.secret_rotated': {
    version: 1,
    summary: 'A webhook has a new signing secret.',
    data: z.object({
      webhook: Webhook,
      previous_ends_at: Time.nullable().meta({ description: 'Null: it has ended.' }),
      by: Person,
    }),
  },
  'webhook.test': {
    version: 1,
    summary: 'Somebody asked for a test. It goes to the one webhook alone.',
    data: z.object({ webhook: Webhook, by: Person }),
  },
  message: {
    version: 1,
    summary: 'A message in a room that the bot is in. It is told without an envelope, as AgentFlow does.',
    data: z.object({
      update_id: z.int(),
      message: z.looseObject({ text: z.string() }),
      room: z.string(),
      sender: z.string(),
    }),
  },
} satisfies Record<string, Declared>;

export type EventType = keyof typeof EVENTS;
export type EventData<Type extends EventType> = z.input<(typeof EVENTS)[Type]['data']>;

export const EVENT_TYPES: readonly EventType[] = Object.keys(EVENTS).filter(isEventType);

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

export interface Happening<Type extends EventType> {
  id: string;
  type: Type;
  at: Date;
  /** The id of the member whose bot it is about. */
  owner: string | null;
  data: EventData<Type>;
}

/** The bytes that are signed and sent: AgentFlow's message as it is, everything else in AgentFlow's envelope. */
export function payloadOf<Type extends EventType>({ id, type, at, owner, data }: Happening<Type>): string {
  const checked = EVENTS[type].data.parse(data);
  if (type === 'message') return JSON.stringify(checked);
  const { version } = EVENTS[type];
  return JSON.stringify({
    id,
    event: type,
    version,
    created_at: at.toISOString(),
    user_id: owner,
    data: checked,
  });
}
