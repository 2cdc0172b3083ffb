import { system } from '../core/actor.ts';
import * as audit from '../store/audit.ts';
import * as bots from '../store/bots.ts';
import * as members from '../store/members.ts';
import * as tokens from '../store/tokens.ts';
import * as freezing from '../store/freezing.ts';
import type { PresentedToken } from '../store/across.ts';
import type { Deps } from './execute.ts';
import { isPastGrace } from './judge.ts';
import { emit } from './emit.ts';
import { botOf, told } from './happened.ts';
import { tell } from './tell.ts';

/**
 * A token was presented after it had been replaced. Once, its owner is told; and past its grace, where the organization
 * wants that, what is alive of its family is frozen, everywhere before this resolves.
 */
export async function takeDown(row: PresentedToken, address: string | undefined, deps: Deps): Promise<void> {
  const actor = system(row.organization_id, 'replaced token');
  await using transaction = deps.database.begin(row.organization_id, 'write');
  const context = { ...deps, db: transaction.db, actor };
  const at = deps.clock.now();
  // Before its tokens, as everybody does.
  await bots.lock(transaction.db, row.bot_id);
  const isFirst = await freezing.markSupersededUse(transaction.db, row.id, at);
  // Whoever was first has told; a row that is kept does not know yet.
  if (!isFirst) return deps.verified.drop({ tokens: [row.id] });
  const frozen = isPastGrace(row, at) ? await freezing.freezeFamilyIfWanted(transaction.db, row.id, at) : [];
  const notice = {
    kind: 'superseded_used',
    token: row.id,
    address: address ?? null,
    froze: frozen.length > 0,
  } as const;
  const token = await tokens.find(transaction.db, row.id, at);
  if (!token) throw new Error('a token that was used is not there');
  const used = { ...told(token), address: notice.address, froze_family: notice.froze };
  await emit(context, botOf(token), 'token.superseded_use', used);
  const { bot } = used;
  if (notice.froze)
    await emit(context, botOf(token), 'token.frozen', { bot, tokens: frozen, by: actor.name });
  for (const { keeper } of await members.keepersOf(transaction.db, [row.bot_id]))
    await tell(context, keeper, notice);
  if (frozen.length > 0) await record(row, context);
  const settled = await deps.peers.announce(transaction.db, { tokens: [row.id, ...frozen] });
  await transaction.commit();
  await settled();
}

async function record(
  row: PresentedToken,
  { db, ids, clock, actor }: Parameters<typeof tell>[0],
): Promise<void> {
  await audit.insert(db, {
    organization_id: row.organization_id,
    id: ids.make(),
    at: clock.now(),
    actor_kind: 'system',
    actor_id: null,
    actor_name: 'replaced token',
    surface: actor.surface,
    command: 'tokens freeze',
    target: row.id,
    outcome: 'done',
    subject: row.id,
    note: 'The family of a replaced token that was used.',
  });
}
