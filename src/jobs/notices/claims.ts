import { z } from 'zod';
import { mayDo, SCOPES } from '../../core/scopes.ts';
import { bold, code, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import * as bots from '../../store/bots.ts';
import * as openClaims from '../../store/claims.ts';
import type { Compose } from './compose.ts';

const Terms = z.object({ format: z.string(), label: z.string().nullable(), scopes: z.array(z.enum(SCOPES)) });

/** Nothing, once all of them were taken, withdrawn or are over. */
export const claims: Compose<'claims'> = async ({ bot: id, claims: ids }, { db, now, timeZone }) => {
  const bot = await bots.find(db, id, now);
  const open = await openClaims.listOpen(db, ids, now);
  const [first] = open;
  if (!bot || !first) return undefined;
  return {
    text: say`For each token of ${bold(bot.username)} that stopped there is a new one for you. It is made when you press ${code('Show token')}, and shown to you alone, once.`,
    lines: open.map((claim) => {
      const { label, format, scopes } = Terms.parse(claim.terms);
      return {
        text: say`${label ?? 'no label'} · ${format} · ${mayDo(scopes)}`,
        buttons: [{ label: 'Show token', command: 'tokens claim', input: { id: claim.id } }],
      };
    }),
    note: say`What is not taken by ${absoluteAndRelative(first.expires_at, timeZone, now)} is never made.`,
  };
};
