import { AppError } from '../core/errors.ts';
import { code, command, quoted, say } from '../core/text.ts';
import { formatOf, shortId } from '../core/tokens.ts';
import * as bots from '../store/bots.ts';
import { listActive } from '../store/token-list.ts';
import * as tokens from '../store/tokens.ts';
import type { Context } from './declare.ts';
import { OFFERED, type Reference } from './reference.ts';
import { refuseIfEnded, refuseUnlessMine, withinReach } from './rights.ts';

/** A token by its id or a part of it. Where it is to be changed its bot is locked, before it is read again. */
export const tokenReference: Reference<tokens.Token> = {
  async find(context, { field, text, purpose, anyones }) {
    const { db, actor } = context;
    const token = await oneToken(context, field, text.trim().toLowerCase());
    if (purpose === 'look') return token;
    const refuse = (found: tokens.Token): void =>
      refuseUnlessMine(actor, { ...found, id: found.bot_id }, field);
    if (!anyones) refuse(token);
    if (purpose === 'ask') return token;
    await bots.lock(db, token.bot_id);
    await refuseIfEnded(context);
    // It may have been revoked while we waited, or its bot given away.
    const locked = await oneToken(context, field, token.id);
    if (!anyones) refuse(locked);
    return locked;
  },

  async choices({ db, clock, actor }, like) {
    const { bot, owner } = withinReach(actor);
    const found = await listActive(db, {
      limit: OFFERED,
      at: clock.now(),
      bot: bot?.id,
      owner,
      like,
    });
    return found.map(({ id, username, label }) => ({
      value: id,
      label: [shortId(id), username, label].filter(Boolean).join(' · ').slice(0, 75),
    }));
  },
};

/** Any part of an id is enough when it fits one token. */
async function oneToken({ db, clock }: Context, field: string, part: string): Promise<tokens.Token> {
  if (formatOf(part) || part.startsWith('af_bot_') || part.startsWith('eyj')) throw tokenInsteadOfId(field);
  if (!/^[0-9a-f-]{6,36}$/.test(part)) throw unknownToken(field, part);
  const found = await tokens.findByPartOfId(db, part, 3, clock.now());
  const [token, other] = found;
  if (!token) throw unknownToken(field, part);
  if (other) throw ambiguousToken(field, part, found);
  return token;
}

/** What was pasted is a secret: it is not quoted back. */
function tokenInsteadOfId(field: string): AppError {
  return new AppError(
    'unknown_token',
    say`That is a token, and its id is asked for. Whoever saw it can use it: ${command('tokens list')} shows its id, ${command('tokens revoke')} ends it.`,
    { field },
  );
}

function unknownToken(field: string, part: string): AppError {
  const sentence =
    part.length < 6
      ? say`${quoted(part)} is too short for a token id: six characters or more. ${command('tokens list')} shows the ids.`
      : say`There is no token with the id ${quoted(part)}. ${command('tokens list')} shows those there are.`;
  return new AppError('unknown_token', sentence, { field });
}

function ambiguousToken(field: string, part: string, found: tokens.Token[]): AppError {
  const some = found.flatMap((token, index) => [...say`${index ? ', ' : ''}`, code(token.id)]);
  return new AppError(
    'ambiguous_token',
    say`More than one token has ${quoted(part)} in its id: ${some}. Give more of it.`,
    { field },
  );
}
