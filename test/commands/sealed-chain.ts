import { type Kysely, sql } from 'kysely';
import { afterAll } from 'vitest';
import { check, type Fault } from '../../src/commands/audit-check.ts';
import { sealAll } from '../../src/commands/audit-seal.ts';
import { chained } from '../../src/core/audit-chain.ts';
import { links as linksOf } from '../../src/store/audit.ts';
import type { Tables } from '../../src/store/tables.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import { openWorld, type World } from '../world.ts';

/** Rows of the chain that is edited. */
export const LENGTH = 12;

type Db = Kysely<Tables>;

/** A sealed chain of twelve rows, and how it is edited in transactions that leave nothing. */
export interface SealedChain {
  world: World;
  alice: MemberActor;
  within: <T>(work: (db: Db) => Promise<T>, end?: 'commit' | 'roll back') => Promise<T>;
  /** What is found after somebody ran these statements on the database. */
  foundAfter: (edit: (db: Db) => Promise<unknown>) => Promise<Fault | undefined>;
}

/** Opens one for all tests of the file that asks for it. */
export async function openChain(): Promise<SealedChain> {
  const world = await openWorld();
  afterAll(() => world[Symbol.asyncDispose]());
  const alice = await world.person('alice');
  const within: SealedChain['within'] = async (work, end = 'roll back') => {
    await using transaction = world.deps.database.begin(alice.organizationId, 'write');
    const result = await work(transaction.db);
    if (end === 'commit') await transaction.commit();
    return result;
  };
  for (let count = 0; count < LENGTH; count += 1) {
    world.clock.pass(1000);
    // Done and refused in turns, with a target and without.
    await world.ask(alice, 'bots create', { username: `bot-${count - (count % 2)}` });
  }
  await within(async (db) => {
    const { issuer } = world.deps;
    await sealAll(db, { organizationId: alice.organizationId, issuer, at: world.clock.now() });
  }, 'commit');
  return {
    world,
    alice,
    within,
    foundAfter: async (edit) =>
      within(async (db) => {
        await edit(db);
        return (await check(db, world.deps.issuer)).fault;
      }),
  };
}

export const run = async (db: Db, statement: string): Promise<unknown> => sql.raw(statement).execute(db);

/** As somebody would who knows how a chain is made, and can write to the database. */
export async function rechain(db: Db, from: number, movesHead: boolean): Promise<void> {
  const links = await linksOf(db, 0, 100);
  let previous = links[from - 2]?.hash ?? Buffer.alloc(32);
  for (const link of links.slice(from - 1)) {
    const hash = chained(link, link.sequence, previous);
    await sql`update audit_entry set previous_hash = ${previous}, hash = ${hash} where id = ${link.id}`.execute(
      db,
    );
    previous = hash;
  }
  if (movesHead) await sql`update audit_head set hash = ${previous}, sequence = ${links.length}`.execute(db);
}
