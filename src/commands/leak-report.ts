import { system, type SystemActor } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import * as audit from '../store/audit.ts';
import type { Db } from '../store/database.ts';
import * as members from '../store/members.ts';
import * as reportedTokens from '../store/reported-tokens.ts';
import * as rotations from '../store/rotations.ts';
import type { Deps } from './execute.ts';
import { revoked as tellRevoked } from './happened.ts';
import { hashIfOurs } from './presented.ts';
import { tell } from './tell.ts';

/** What somebody found and reported, without saying who they are. */
export interface LeakReport {
  credentials: readonly string[];
  /** Where the report came from. */
  address: string;
}

/** Audit rows written with one statement: Postgres takes 65,535 parameters. */
const ROWS = 1000;

/**
 * Revokes every token of ours among what was reported, and all that was issued by it, and has its owners told. They are
 * dead when this resolves; which were real is not said.
 */
export async function takeReport({ credentials, address }: LeakReport, deps: Deps): Promise<void> {
  const found = await Promise.all(
    [...new Set(credentials)].map(async (text) => hashIfOurs(text.trim(), deps.issuer)),
  );
  const hashes = found.filter((hash) => hash !== undefined);
  if (hashes.length === 0) return;
  const { database, clock } = deps;
  for (const organization of await reportedTokens.organizationsWith(database.across, hashes, clock.now()))
    while ((await revokeIn(organization, hashes, address, deps)) > 0);
}

/**
 * How many it revoked. One of them may have been issuing another for a bot that was not locked, which is there by the
 * time it is revoked, so it is asked again until there was none.
 */
async function revokeIn(
  organization: Id<'organization'>,
  hashes: Buffer[],
  address: string,
  deps: Deps,
): Promise<number> {
  const { database, clock, peers } = deps;
  const at = clock.now();
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  await reportedTokens.lockBots(db, hashes, at);
  const revoked = await reportedTokens.revoke(db, hashes, at);
  if (revoked.length === 0) return 0;
  const ids = revoked.map(({ id }) => id);
  // As when a new token is revoked by hand: the old one goes on, unless it was reported as well.
  const restored = await rotations.restoreAll(db, ids, at);
  const actor = system(organization, 'leak report');
  const keptBy = new Map(restored.map(({ id, successor }) => [successor, id]));
  await tellRevoked({ ...deps, db, actor }, revoked, 'reported', keptBy);
  await record(db, revoked, address, actor, deps);
  for (const [member, tokens] of await toldOf(db, revoked))
    await tell({ db, ids: deps.ids, clock, actor }, member, { kind: 'token_reported', tokens, address });
  const settled = await peers.announce(db, { tokens: [...ids, ...restored.map(({ id }) => id)] });
  await transaction.commit();
  await settled();
  return revoked.length;
}

async function record(
  db: Db,
  revoked: reportedTokens.Reported[],
  address: string,
  actor: SystemActor,
  { ids, clock }: Deps,
): Promise<void> {
  const entries = revoked.map(({ id }) => ({
    organization_id: actor.organizationId,
    id: ids.make<'audit_entry'>(),
    at: clock.now(),
    actor_kind: actor.kind,
    actor_id: null,
    actor_name: actor.name,
    surface: 'rest',
    command: 'tokens revoke',
    target: id,
    outcome: 'done',
    subject: id,
    note: `reported from ${address}`,
  }));
  for (let first = 0; first < entries.length; first += ROWS)
    await audit.insert(db, entries.slice(first, first + ROWS));
}

/** Each who is to be told, with all their tokens. */
async function toldOf(db: Db, revoked: reportedTokens.Reported[]): Promise<Map<Id<'member'>, Id<'token'>[]>> {
  const bots = [...new Set(revoked.map(({ bot_id }) => bot_id))];
  const told = new Map<Id<'member'>, Id<'token'>[]>();
  for (const { bot, keeper } of await members.keepersOf(db, bots)) {
    const theirs = revoked.filter(({ bot_id }) => bot_id === bot).map(({ id }) => id);
    told.set(keeper, [...(told.get(keeper) ?? []), ...theirs]);
  }
  return told;
}
