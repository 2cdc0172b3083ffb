import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, command, counted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as freezing from '../store/freezing.ts';
import type * as tokens from '../store/tokens.ts';
import { defineCommand, TokenId } from './declare.ts';
import { emit } from './emit.ts';
import { botOf, toldBot } from './happened.ts';
import { TokenRef, yesOrNo } from './inputs.ts';
import { tell } from './tell.ts';

export const Family = yesOrNo('Family', 'Also those it was rotated from and to.');

export const tokensFreeze = defineCommand({
  name: 'tokens freeze',
  title: 'Freeze a token',
  summary: 'Freeze a token: it is refused at once, and can come back.',
  example: 'tokens freeze 87434498',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'member',
  http: 'POST /api/v1/tokens/:id/freeze',
  input: z.strictObject({ id: TokenRef, family: Family }),
  positional: ['id'],
  refuses: ['already_done'],
  output: z.object({
    id: TokenId,
    username: z.string(),
    /** How many it froze; none when it was frozen before. */
    frozen: z.int(),
    frozen_before: z.date().nullable(),
  }),

  async run(context, { id: token, family }) {
    const { db, clock, actor } = context;
    if (!family) refuseEnded(token);
    const at = clock.now();
    const which = family ? { family: token.family_id } : { id: token.id };
    const frozen = await freezing.setFrozen(db, which, at, at);
    context.forget({ tokens: frozen });
    const happened = { bot: toldBot(token), tokens: frozen, by: nameOf(actor) };
    if (frozen.length > 0) await emit(context, botOf(token), 'token.frozen', happened);
    const isOwner = actor.kind === 'member' && actor.id === token.owner_id;
    // A job that freezes has a message of its own to say why.
    if (frozen.length > 0 && !isOwner && actor.kind !== 'system')
      await tell(context, token.owner_id, { kind: 'token_frozen', token: token.id, by: nameOf(actor) });
    return {
      id: token.id,
      username: token.username,
      frozen: frozen.length,
      frozen_before: token.state === 'frozen' ? token.frozen_at : null,
    };
  },

  say({ id, username, frozen, frozen_before: before }, { actor }) {
    const short = shortId(id);
    if (frozen === 0)
      return {
        text: before
          ? say`${code(short)} was frozen on ${absolute(before, actor.timeZone)} already. ${thaw(short)}`
          : say`None of the family of ${code(short)} is alive, so there is nothing to freeze.`,
      };
    const what =
      frozen === 1
        ? say`${code(short)} of ${bold(username)} is`
        : say`${counted(frozen, 'token')} of ${bold(username)} are`;
    return {
      text: say`${what} frozen and refused everywhere as of now. ${thaw(frozen === 1 ? short : `${short} --family`)}`,
    };
  },
});

const thaw = (which: string): Text => say`To undo it: ${command(`tokens unfreeze ${which}`)}`;

/** @throws AppError for one that has ended: there is nothing to hold back. */
export function refuseEnded(token: tokens.Token): void {
  if (token.state === 'active' || token.state === 'frozen') return;
  throw new AppError('already_done', ended(token), { field: 'id' });
}

const ended = (token: tokens.Token): Text =>
  say`${code(shortId(token.id))} has ended and is refused for good. A new one: ${command(`tokens issue -u ${token.username}`)}`;
