import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { bold, code, command, counted, joined, say, type Text } from '../core/text.ts';
import * as bots from '../store/bots.ts';
import * as members from '../store/members.ts';
import { defineCommand } from './declare.ts';
import { emit } from './emit.ts';
import { endAllOf } from './end-all.ts';
import { hints } from './inputs.ts';
import { NO_OFFER, refuseUnlessOffered } from './offer.ts';
import { promise } from './promise.ts';
import { tell } from './tell.ts';
import { disableWebhooksOf } from './webhook-endings.ts';

const OfferedBot = z.string().brand<'bot'>().register(hints, {
  label: 'Bot',
  hint: 'A bot that is offered to you.',
  short: 'u',
  placeholder: 'steve',
  reference: 'bot offered to me',
});

export const botsAccept = defineCommand({
  name: 'bots accept',
  title: 'Accept a bot',
  summary: 'Accept a bot that is offered to you, and own it.',
  example: 'bots accept steve',
  effect: 'destroy',
  confirm: true,
  scope: 'bots:write',
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/bots/:username/accept',
  input: z.strictObject({ username: OfferedBot }),
  positional: ['username'],
  refuses: ['forbidden'],
  output: z.object({
    username: z.string(),
    previous_owner: z.string(),
    /** Then they go on acting on it, as on every bot. */
    is_previous_owner_admin: z.boolean(),
    revoked_tokens: z.int(),
    /** Tokens that are made when the new owner takes them. */
    promised_tokens: z.int(),
    /** Names of its webhooks, which are disabled: their addresses are the previous owner's. */
    disabled_webhooks: z.array(z.string()),
  }),

  async question({ actor, clock }, { username: bot }) {
    refuseUnlessOffered(actor, bot, clock.now());
    return {
      title: 'Accept this bot?',
      text: say`Accept ${bold(bot.username)} from ${bot.owner_name}? You own it then, and answer for it. ${consequence(bot)}`,
      yes: `Accept ${bot.username}`,
      no: 'Not now',
    };
  },

  async run(context, { username: bot }) {
    const { db, clock, actor, forget } = context;
    refuseUnlessOffered(actor, bot, clock.now());
    if (actor.kind !== 'member') throw new Error('only a member owns bots');
    // First, or the one before would still hear of the rest.
    const disabled_webhooks = await disableWebhooksOf(context, { id: bot.id, owner_id: actor.id });
    const ended = await endAllOf(context, bot.id, 'transferred');
    await bots.update(db, bot.id, {
      owner_id: actor.id,
      backup_owner_id: backupOf(bot, actor.id),
      ...NO_OFFER,
    });
    await emit(context, { id: bot.id, owner_id: actor.id }, 'bot.transferred', {
      bot: { username: bot.username, owner: actor.name },
      from: bot.owner_name,
      to: actor.name,
    });
    const previous = await members.find(db, bot.owner_id);
    const claims = await promise(context, actor, bot.id, ended);
    if (!bot.owner_is_deactivated)
      await tell(context, bot.owner_id, { kind: 'bot_accepted', bot: bot.id, by: actor.name });
    forget({ bots: [bot.id] });
    return {
      username: bot.username,
      previous_owner: bot.owner_name,
      is_previous_owner_admin: previous?.role === 'admin',
      revoked_tokens: ended.length,
      promised_tokens: claims.length,
      disabled_webhooks,
    };
  },

  say({ username, previous_owner, revoked_tokens: revoked, promised_tokens: promised, ...before }) {
    const silent = silenced(username, before.disabled_webhooks);
    const rest = before.is_previous_owner_admin
      ? say`${previous_owner} acts on it only as an admin now.`
      : say`${previous_owner} can do nothing with it any more.`;
    return {
      text: joined(say`${bold(username)} is yours.`, rest, aftermath(username, revoked, promised), silent),
      buttons: [
        { label: 'Show', command: 'bots show', input: { username } },
        { label: 'Issue a token', command: 'tokens issue', input: { username } },
      ],
    };
  },
});

/** The one who stood in for the owner and is it now stands in for nobody. */
const backupOf = ({ backup_owner_id: backup }: bots.Bot, owner: Id<'member'>): Id<'member'> | null =>
  backup === owner ? null : backup;

function consequence({ token_count: count, owner_name: owner }: bots.Bot): Text {
  if (count === 0) return say`It has no tokens.`;
  return count === 1
    ? say`Its token stops working at once, because ${owner} may know it; a new one is promised to you in its place.`
    : say`Its ${counted(count, 'token')} stop working at once, because ${owner} may know them; new ones are promised to you in their place.`;
}

function silenced(username: string, names: readonly string[]): Text {
  const [only] = names;
  if (only === undefined) return say``;
  const are = names.length === 1 ? 'Its webhook is' : `Its ${names.length} webhooks are`;
  return say`${are} disabled until you have seen where to: ${command(`webhooks show ${username}/${only}`)}`;
}

function aftermath(username: string, revoked: number, promised: number): Text {
  if (revoked === 0) return say`It has no token yet: ${command(`tokens issue -u ${username} -e 100d`)}`;
  const old = revoked === 1 ? 'Its token is' : `Its ${counted(revoked, 'token')} are`;
  const fresh =
    promised === 1
      ? say`A message to you has ${code('Show token')} for the one in its place.`
      : say`A message to you has ${code('Show token')} for each of the ${promised} in their place.`;
  return joined(say`${old} refused as of now.`, promised === 0 ? [] : fresh);
}
