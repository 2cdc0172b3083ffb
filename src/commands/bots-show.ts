import { z } from 'zod';
import type { Button } from '../core/document.ts';
import { bold, code, command, say, type Text } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as identities from '../store/identities.ts';
import type { Bot } from '../store/bots.ts';
import * as tokens from '../store/token-list.ts';
import * as webhooks from '../store/webhooks.ts';
import { stateInWords } from './bot-state.ts';
import { defineCommand } from './declare.ts';
import { BotRef } from './inputs.ts';
import { isOffered, isOfferedTo } from './offer.ts';
import { mayActOn } from './rights.ts';
import { shapeOf, WebhookShape } from './webhook-shape.ts';
import { webhookLine } from './webhooks-list.ts';

/** Tokens shown with a bot; `tokens list` has them all. */
const SHOWN = 10;

const Row = z.object({ id: z.string(), label: z.string().nullable(), expires_at: z.date() });

const Shown = z.object({
  username: z.string(),
  display_name: z.string(),
  description: z.string(),
  owner: z.string(),
  backup_owner: z.string().nullable(),
  tier: z.enum(['free', 'pro', 'enterprise']),
  is_verified: z.boolean(),
  created_at: z.date(),
  /** "active", "disabled, offered to bob". */
  state: z.string(),
  disabled_at: z.date().nullable(),
  offered_to: z.string().nullable(),
  offer_ends_at: z.date().nullable(),
  identities: z.array(z.object({ service_type: z.string(), external_id: z.string(), value: z.string() })),
  token_count: z.int(),
  tokens: z.array(Row),
  /** None for whom they do not belong to: an address can be as good as a password. */
  webhooks: z.array(WebhookShape),
  /** Whether who asks may issue and revoke its tokens. */
  is_mine: z.boolean(),
  /** Whether who asks can accept it. */
  is_offered_to_me: z.boolean(),
});

type Shown = z.output<typeof Shown>;

export const botsShow = defineCommand({
  name: 'bots show',
  title: 'Show a bot',
  summary: 'Show a bot, its owner and its tokens.',
  example: 'bots show steve',
  effect: 'read',
  confirm: false,
  scope: 'bots:read',
  by: 'either',
  http: 'GET /api/v1/bots/:username',
  input: z.strictObject({ username: BotRef }),
  positional: ['username'],
  output: Shown,

  async run({ db, clock, actor }, { username: bot }) {
    const now = clock.now();
    const found = await tokens.listActive(db, { at: now, limit: SHOWN, bot: bot.id });
    const named = await identities.ofBot(db, bot.id);
    const maySee = mayActOn(actor, bot) && actor.scopes.has('webhooks:read');
    return {
      ...standing(bot, now),
      identities: named.map(({ service_type, external_id, value }) => ({ service_type, external_id, value })),
      tokens: found.map(({ id, label, expires_at }) => ({ id, label, expires_at })),
      webhooks: maySee ? (await webhooks.listOf(db, bot.id)).map(shapeOf) : [],
      is_mine: mayActOn(actor, bot) && actor.scopes.has('tokens:write'),
      is_offered_to_me: isOfferedTo(actor, bot, now),
    };
  },

  say(bot, { actor, now }) {
    const { timeZone } = actor;
    const buttons = buttonsOf(bot);
    return {
      text: heading(bot),
      facts: [
        ['Owner', say`${bot.owner}`],
        ['State', stateOf(bot, timeZone)],
        ['Created', say`${absolute(bot.created_at, timeZone)}`],
        ['Tokens', say`${bot.token_count}`],
      ],
      lines: bot.tokens.map((token) => ({
        text: say`${code(shortId(token.id))} · ${token.label ?? 'no label'} · ends ${absoluteAndRelative(token.expires_at, timeZone, now)}`,
        ...(bot.is_mine ? { buttons: [revokeButton(token, bot.username)] } : {}),
      })),
      sections: [
        { heading: 'Identities', lines: bot.identities.map(identityLine), none: [] },
        { heading: 'Webhooks', lines: bot.webhooks.map(webhookLine), none: [] },
      ].filter(({ lines }) => lines.length > 0),
      ...(bot.is_mine && bot.token_count === 0
        ? { note: say`It has no token yet: ${command(`tokens issue -u ${bot.username} -e 100d`)}` }
        : {}),
      ...(buttons.length > 0 ? { buttons } : {}),
    };
  },
});

function standing(bot: Bot, now: Date) {
  const isOpen = isOffered(bot, now);
  return {
    username: bot.username,
    display_name: bot.display_name,
    description: bot.description,
    owner: bot.owner_is_deactivated ? `${bot.owner_name}, who is deactivated` : bot.owner_name,
    backup_owner: bot.backup_owner_name,
    tier: bot.tier,
    is_verified: bot.is_verified,
    created_at: bot.created_at,
    state: stateInWords(bot, now),
    disabled_at: bot.disabled_at,
    offered_to: isOpen ? bot.offered_to_name : null,
    offer_ends_at: isOpen ? bot.offer_ends_at : null,
    token_count: bot.token_count,
  };
}

/** Its name, and below it what it is for. */
function heading({ username, display_name, tier, is_verified, backup_owner, description }: Shown): Text {
  const words = [
    ...(display_name === username ? [] : [display_name]),
    ...(is_verified ? ['verified'] : []),
    ...(tier === 'free' ? [] : [`tier ${tier}`]),
    ...(backup_owner === null ? [] : [`backup owner ${backup_owner}`]),
  ];
  const title = say`${bold(username)}${words.map((word) => ` · ${word}`).join('')}`;
  return description === '' ? title : say`${title}\n${description}`;
}

/** Whether its owner is gone stands beside the owner. */
function stateOf({ disabled_at, offered_to, offer_ends_at }: Shown, timeZone: string): Text {
  const offer = offer_ends_at
    ? say`, offered to ${offered_to ?? 'somebody'} until ${absolute(offer_ends_at, timeZone)}`
    : [];
  return disabled_at ? say`disabled since ${absolute(disabled_at, timeZone)}${offer}` : say`active${offer}`;
}

const identityLine = ({ service_type, external_id, value }: Shown['identities'][number]) => ({
  text: say`${code(`${service_type}:${external_id}`)} · ${value}`,
});

function buttonsOf({ username, is_mine, is_offered_to_me, offered_to, disabled_at }: Shown): Button[] {
  const input = { username };
  const answer: Button[] = [
    { label: 'Accept', command: 'bots accept', input },
    { label: 'Decline', command: 'bots decline', input },
  ];
  if (!is_mine) return is_offered_to_me ? answer : [];
  return [
    { label: 'Issue a token', command: 'tokens issue', input },
    disabled_at ? { label: 'Enable', command: 'bots enable', input } : disableButton(username),
    ...(offered_to === null ? [] : [{ label: 'Take the offer back', command: 'bots decline', input }]),
  ];
}

/** Unlike a typed command, a press asks first: a finger slips more easily than a name is typed. */
function disableButton(username: string): Button {
  return {
    label: 'Disable',
    command: 'bots disable',
    input: { username },
    danger: true,
    confirm: {
      title: 'Disable this bot?',
      text: say`All tokens of ${bold(username)} are refused at once, until it is enabled again.`,
      yes: 'Disable',
      no: 'Keep',
    },
  };
}

function revokeButton({ id, label }: z.output<typeof Row>, username: string): Button {
  return {
    label: 'Revoke',
    command: 'tokens revoke',
    input: { id },
    danger: true,
    confirm: {
      title: 'Revoke this token?',
      text: say`${code(shortId(id))} of ${bold(username)}${label === null ? '' : `, ${label},`} is refused everywhere at once, for good.`,
      yes: 'Revoke',
      no: 'Keep',
    },
  };
}
