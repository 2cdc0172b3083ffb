import type { MemberActor } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import { SCOPES } from '../core/scopes.ts';
import * as claims from '../store/claims.ts';
import type { Ended } from '../store/tokens.ts';
import type { Context } from './declare.ts';
import { tell } from './tell.ts';

/** How long a promised token can be taken. */
const TAKEN_WITHIN_MS = 7 * 86_400_000;

/** Claims in one message, so that each has room for its button. */
const IN_A_MESSAGE = 20;

/**
 * Promises the new owner of a bot a token for each that stopped with the old one: the same, but for what they may not
 * do themselves. One that was being rotated has its successor among them.
 */
export async function promise(
  context: Context,
  owner: MemberActor,
  bot: Id<'bot'>,
  ended: readonly Ended[],
): Promise<Id<'claim'>[]> {
  const { db, ids, clock } = context;
  const at = clock.now();
  const made: Id<'claim'>[] = [];
  for (const token of ended.filter(({ superseded_at: superseded }) => superseded === null)) {
    const lifetime = Math.floor((token.expires_at.getTime() - at.getTime()) / 1000);
    if (lifetime < 1) continue;
    const id = ids.make<'claim'>();
    await claims.insert(db, {
      organization_id: owner.organizationId,
      id,
      member_id: owner.id,
      bot_id: bot,
      token_id: null,
      terms: {
        format: token.format,
        label: token.label,
        scopes: SCOPES.filter((scope) => owner.scopes.has(scope) && token.scopes.includes(scope)),
        lifetime,
        networks: token.networks,
        use_limit: token.uses_left,
      },
      reason: 'transfer',
      created_at: at,
      expires_at: new Date(at.getTime() + TAKEN_WITHIN_MS),
      taken_at: null,
      made_token_id: null,
      withdrawn_at: null,
    });
    made.push(id);
  }
  for (let from = 0; from < made.length; from += IN_A_MESSAGE)
    await tell(context, owner.id, { kind: 'claims', bot, claims: made.slice(from, from + IN_A_MESSAGE) });
  return made;
}
