import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Button, Line } from '../core/document.ts';
import { mayDo, SCOPES } from '../core/scopes.ts';
import { bold, code, counted, say, type Text } from '../core/text.ts';
import { absolute, absoluteAndRelative, relative } from '../core/times.ts';
import { shortId, TOKEN_STATES } from '../core/tokens.ts';
import { defineCommand } from './declare.ts';
import { TokenRef } from './inputs.ts';
import { mayActOn } from './rights.ts';
import { rotationOf } from './rotating.ts';
import {
  cancelButton,
  finishButton,
  freezeButton,
  revokeButton,
  rotateButton,
  unfreezeButton,
} from './token-buttons.ts';

const Used = z.object({ id: z.string(), last_used_at: z.date().nullable() });

const Shown = z.object({
  id: z.string(),
  username: z.string(),
  owner: z.string(),
  label: z.string().nullable(),
  format: z.enum(['jwt', 'opaque']),
  scopes: z.array(z.enum(SCOPES)),
  created_by: z.string(),
  created_at: z.date(),
  expires_at: z.date(),
  state: z.enum(TOKEN_STATES),
  revoked_at: z.date().nullable(),
  ended_by: z.string().nullable(),
  frozen_at: z.date().nullable(),
  bot_disabled_at: z.date().nullable(),
  networks: z.array(z.string()),
  use_limit: z.int().nullable(),
  uses_left: z.int().nullable(),
  last_used_at: z.date().nullable(),
  last_used_address: z.string().nullable(),
  last_used_surface: z.string().nullable(),
  /** The first token of those that took each other's place. */
  family: z.string(),
  predecessor: z.string().nullable(),
  rotation: z.object({ old: Used, until: z.date(), new: Used.nullable() }).nullable(),
  /** Whether who asks may change it. */
  is_mine: z.boolean(),
});

type Shown = z.output<typeof Shown>;

interface View {
  actor: Actor;
  now: Date;
}

export const tokensShow = defineCommand({
  name: 'tokens show',
  title: 'Show a token',
  summary: 'Show what a token may do, when it was last used and when it ends.',
  example: 'tokens show 87434498',
  effect: 'read',
  confirm: false,
  scope: 'tokens:read',
  by: 'either',
  http: 'GET /api/v1/tokens/:id',
  input: z.strictObject({ id: TokenRef }),
  positional: ['id'],
  output: Shown,

  async run(context, { id: token }) {
    const { actor } = context;
    const isMine = mayActOn(actor, { ...token, id: token.bot_id });
    return {
      ...token,
      owner: token.owner_name,
      created_by: token.created_by_name,
      family: token.family_id,
      predecessor: token.predecessor_id,
      rotation: rotationShown(await rotationOf(context, token)),
      is_mine: isMine && actor.scopes.has('tokens:write'),
    };
  },

  say(token, view) {
    const zone = view.actor.timeZone;
    return {
      text: say`${code(token.id)}${token.label === null ? '' : ` · ${token.label}`}`,
      facts: [
        ['Bot', say`${bold(token.username)}, which ${token.owner} owns`],
        ['State', stateOf(token, zone)],
        [isOver(token) ? 'End' : 'Ends', say`${absoluteAndRelative(token.expires_at, zone, view.now)}`],
        ['Last used', lastUsed(token, view)],
      ],
      lines: linesOf(token, view),
      note: say`Made by ${token.created_by} on ${absolute(token.created_at, zone)}.`,
      ...buttonsOf(token),
    };
  },
});

function rotationShown(rotation: Awaited<ReturnType<typeof rotationOf>>): Shown['rotation'] {
  const until = rotation?.old.grace_ends_at;
  return rotation && until ? { old: rotation.old, until, new: rotation.next ?? null } : null;
}

const isOver = ({ state }: Shown): boolean => state === 'expired' || state === 'revoked';

function stateOf(token: Shown, zone: string): Text {
  const { state, revoked_at: revoked, frozen_at: frozen, ended_by: by } = token;
  if (state === 'revoked' && revoked) return say`${by ?? 'revoked'} on ${absolute(revoked, zone)}`;
  if (state === 'frozen' && frozen) return say`frozen on ${absolute(frozen, zone)}`;
  if (state === 'expired' && token.uses_left === 0) return say`used up`;
  return token.bot_disabled_at && state === 'active' ? say`active, but its bot is disabled` : say`${state}`;
}

/** When, from where, and by which road. */
export function lastUsed(
  used: Pick<Shown, 'last_used_at' | 'last_used_address' | 'last_used_surface'>,
  { actor, now }: View,
): Text {
  if (!used.last_used_at) return say`never`;
  const from = used.last_used_address === null ? '' : `, from ${used.last_used_address}`;
  const by = used.last_used_surface === null ? '' : ` (${used.last_used_surface})`;
  return say`${absoluteAndRelative(used.last_used_at, actor.timeZone, now)}${from}${by}`;
}

function linesOf(token: Shown, view: View): Line[] {
  const acts = token.scopes.includes('organization:act') ? say` ${bold('It acts on every bot.')}` : '';
  const from = token.networks.length > 0 ? say`, from ${token.networks.join(', ')} only` : '';
  const texts = [
    say`It ${mayDo(token.scopes)}${from}.${acts}`,
    say`Format ${token.format}${token.uses_left === null ? '' : `, ${counted(token.uses_left, 'use')} of ${token.use_limit} left`}.`,
    ...(token.rotation ? [rotationText(token.rotation, view)] : []),
    ...(token.predecessor === null
      ? []
      : [
          say`It took the place of ${code(shortId(token.predecessor))}; the first of its family was ${code(shortId(token.family))}.`,
        ]),
  ];
  return texts.map((text) => ({ text }));
}

function rotationText({ old, until, new: next }: NonNullable<Shown['rotation']>, view: View): Text {
  const used = (at: Date | null) => (at ? `last used ${relative(at, view.now)}` : 'not used yet');
  const oldText = say`The old one, ${code(shortId(old.id))}, lives until ${absoluteAndRelative(until, view.actor.timeZone, view.now)}, ${used(old.last_used_at)}`;
  return next
    ? say`It is being rotated. ${oldText}; the new one, ${code(shortId(next.id))}, ${used(next.last_used_at)}.`
    : say`It is being rotated. ${oldText}.`;
}

function buttonsOf(token: Shown): { buttons?: Button[] } {
  if (!token.is_mine || isOver(token)) return {};
  if (token.state === 'frozen') return { buttons: [unfreezeButton(token), revokeButton(token)] };
  if (token.rotation?.new)
    return { buttons: [finishButton(token), cancelButton(token), revokeButton(token)] };
  return { buttons: [rotateButton(token), freezeButton(token), revokeButton(token)] };
}
