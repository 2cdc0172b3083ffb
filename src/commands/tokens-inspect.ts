import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Document } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import { mayDo, narrowed, SCOPES, scopesOf } from '../core/scopes.ts';
import { bold, code, command, counted, say } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId, TOKEN_STATES, traceOf } from '../core/tokens.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, defineCommand } from './declare.ts';
import { mayActOn } from './rights.ts';
import { freezeButton, unfreezeButton } from './token-buttons.ts';
import { lastUsed } from './tokens-show.ts';
import { Suspect } from './token-inputs.ts';

/** Tokens shown that end alike. */
const SHOWN = 10;

const Inspected = z.object({
  /** Whether it would be let in now, from a place where it may be used. */
  active: z.boolean(),
  id: z.string(),
  username: z.string(),
  bot_id: z.string(),
  owner: z.string(),
  label: z.string().nullable(),
  /** What it may do now: no more than its owner. */
  scopes: z.array(z.enum(SCOPES)),
  format: z.enum(['jwt', 'opaque']),
  state: z.enum(TOKEN_STATES),
  created_at: z.date(),
  expires_at: z.date(),
  last_used_at: z.date().nullable(),
  last_used_address: z.string().nullable(),
  last_used_surface: z.string().nullable(),
  is_mine: z.boolean(),
});

type Inspected = z.output<typeof Inspected>;

export const tokensInspect = defineCommand({
  name: 'tokens inspect',
  title: 'Inspect a token',
  summary: 'Say whose a token is that somebody found, and what it may do.',
  example: 'tokens inspect 4f9a1c',
  effect: 'read',
  audited: true,
  confirm: false,
  scope: 'tokens:introspect',
  by: 'either',
  // Not in an address, which is logged on its way.
  http: 'POST /api/v1/tokens/inspect',
  input: z.strictObject({ token: Suspect }),
  positional: ['token'],
  refuses: ['unknown_token'],
  output: z.union([Inspected, z.object({ matches: z.array(Inspected) })]),

  async run(context, { token: suspect }) {
    const { db, clock } = context;
    const at = clock.now();
    const trace = traceOf(suspect);
    if (!trace) throw unknown('That is neither a token nor the last six characters of one.');
    if ('hash' in trace) {
      const found = await tokens.findByHash(db, trace.hash, at);
      if (!found) throw unknown('That is no token of this organization.');
      return inspected(found, context);
    }
    const found = await tokens.findByHint(db, trace.hint, SHOWN, at);
    const [only, ...others] = found;
    if (!only) throw unknown('No token of this organization ends in these six characters.');
    return others.length === 0
      ? inspected(only, context)
      : { matches: found.map((each) => inspected(each, context)) };
  },

  say(answer, view) {
    return 'matches' in answer ? several(answer.matches, view) : one(answer, view);
  },
});

function unknown(sentence: string): AppError {
  return new AppError(
    'unknown_token',
    say`${sentence} ${command('tokens list --all')} shows those there are, by their ids.`,
    { field: 'token' },
  );
}

function inspected(token: tokens.Token, { actor }: Context): Inspected {
  const owner = token.owner_is_deactivated ? new Set<never>() : scopesOf(token.owner_role);
  return {
    active: token.state === 'active' && token.bot_disabled_at === null,
    id: token.id,
    username: token.username,
    bot_id: token.bot_id,
    owner: token.owner_name,
    label: token.label,
    scopes: [...narrowed(token.scopes, owner)],
    format: token.format,
    state: token.state,
    created_at: token.created_at,
    expires_at: token.expires_at,
    last_used_at: token.last_used_at,
    last_used_address: token.last_used_address,
    last_used_surface: token.last_used_surface,
    is_mine:
      actor.kind !== 'bot' &&
      mayActOn(actor, { ...token, id: token.bot_id }) &&
      actor.scopes.has('tokens:write'),
  };
}

interface View {
  actor: Actor;
  now: Date;
}

function one(token: Inspected, view: View): Document {
  const state = token.state === 'active' && !token.active ? 'active, but its bot is disabled' : token.state;
  const button = token.state === 'frozen' ? unfreezeButton : freezeButton;
  const isAlive = token.state === 'active' || token.state === 'frozen';
  return {
    text: say`A token of ${bold(token.username)}, which ${token.owner} owns: ${code(shortId(token.id))}${token.label === null ? '' : ` · ${token.label}`}. It ${mayDo(token.scopes)}.`,
    facts: [
      ['State', say`${state}`],
      ['Last used', lastUsed(token, view)],
      [
        isAlive ? 'Ends' : 'End',
        say`${absoluteAndRelative(token.expires_at, view.actor.timeZone, view.now)}`,
      ],
    ],
    ...(isAlive && token.is_mine ? { buttons: [button(token)] } : {}),
    ...(isAlive && !token.is_mine
      ? {
          note: say`${token.owner} or an admin can end it: ${command(`tokens revoke ${shortId(token.id)}`)}`,
        }
      : {}),
  };
}

function several(matches: Inspected[], { actor }: View): Document {
  return {
    text: say`${counted(matches.length, 'token')} end in these six characters. The whole token says which it is.`,
    lines: matches.map((token) => ({
      text: say`${code(token.id)} · ${bold(token.username)} · ${token.label ?? 'no label'} · ${token.state} · ends ${absolute(token.expires_at, actor.timeZone)}`,
    })),
  };
}
