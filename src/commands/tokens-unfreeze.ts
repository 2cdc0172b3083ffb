import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { bold, code, counted, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as freezing from '../store/freezing.ts';
import { defineCommand, TokenId } from './declare.ts';
import { emit } from './emit.ts';
import { botOf, toldBot } from './happened.ts';
import { TokenRef } from './inputs.ts';
import { Family, refuseEnded } from './tokens-freeze.ts';

export const tokensUnfreeze = defineCommand({
  name: 'tokens unfreeze',
  title: 'Unfreeze a token',
  summary: 'Let a frozen token work again.',
  example: 'tokens unfreeze 87434498',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'member',
  http: 'POST /api/v1/tokens/:id/unfreeze',
  input: z.strictObject({ id: TokenRef, family: Family }),
  positional: ['id'],
  refuses: ['already_done'],
  output: z.object({ id: TokenId, username: z.string(), thawed: z.int() }),

  async run(context, { id: token, family }) {
    const { db, clock, actor } = context;
    if (!family) refuseEnded(token);
    const which = family ? { family: token.family_id } : { id: token.id };
    const thawed = await freezing.setFrozen(db, which, null, clock.now());
    const happened = { bot: toldBot(token), tokens: thawed, by: nameOf(actor) };
    if (thawed.length > 0) await emit(context, botOf(token), 'token.unfrozen', happened);
    context.forget({ tokens: thawed });
    return { id: token.id, username: token.username, thawed: thawed.length };
  },

  say({ id, username, thawed }) {
    if (thawed > 1) return { text: say`${counted(thawed, 'token')} of ${bold(username)} work again.` };
    return {
      text:
        thawed === 1
          ? say`${code(shortId(id))} of ${bold(username)} works again.`
          : say`${code(shortId(id))} of ${bold(username)} is not frozen.`,
    };
  },
});
