import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/commands/audit-check.ts';
import { rows } from '../world.ts';
import { LENGTH, openChain, run } from './sealed-chain.ts';

const { foundAfter, within, world } = await openChain();

/** Another value for each column, which its constraints let through. */
const COLUMNS: Record<string, string> = {
  id: 'gen_random_uuid()',
  at: "at + interval '1 microsecond'",
  actor_kind: "'system'",
  actor_id: 'gen_random_uuid()',
  actor_name: "actor_name || ' '",
  surface: "'rest'",
  command: "'bots delete'",
  target: "coalesce(target, '') || 'x'",
  outcome: "outcome || '.'",
  subject: 'gen_random_uuid()',
  note: "''",
  count: 'count + 1',
  open_until: 'at',
  hash: 'sha256(hash)',
};

const place = fc.integer({ min: 1, max: LENGTH });

describe('the chain of the audit log', () => {
  test('holds when nobody touched it: the control', async () => {
    await within(async (db) => {
      expect(await check(db, world.deps.issuer)).toMatchObject({ rows: LENGTH });
      expect((await check(db, world.deps.issuer)).fault).toBeUndefined();
    });
  });

  test('covers every column that there is', async () => {
    const found = await rows(
      world,
      "select column_name as name from information_schema.columns where table_name = 'audit_entry'",
    );
    const places = ['organization_id', 'sequence', 'previous_hash'];
    expect(found.map(({ name }) => String(name)).toSorted()).toEqual(
      [...Object.keys(COLUMNS), ...places].toSorted(),
    );
  });

  test('names the row of which any column was changed', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...Object.entries(COLUMNS)), async (at, [column, value]) => {
        const fault = await foundAfter(async (db) =>
          run(db, `update audit_entry set ${column} = ${value} where sequence = ${at}`),
        );
        expect([column, fault?.kind, fault?.sequence]).toEqual([column, 'changed', at]);
        expect(fault?.row?.command).toBe(column === 'command' ? 'bots delete' : 'bots create');
      }),
      { numRuns: 150 },
    );
  });

  test('names the row that was removed, unsealed, or cut off with all after it', async () => {
    const ways = [
      [(at: number) => `delete from audit_entry where sequence = ${at}`, 'removed'],
      [
        (at: number) =>
          `update audit_entry set sequence = null, hash = null, previous_hash = null where sequence = ${at}`,
        'removed',
      ],
      [(at: number) => `delete from audit_entry where sequence >= ${at}`, 'cut'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...ways), async (at, [statement, kind]) => {
        const fault = await foundAfter(async (db) => run(db, statement(at)));
        expect(fault).toEqual({ kind: at === LENGTH ? 'cut' : kind, sequence: at });
      }),
      { numRuns: 60 },
    );
  });

  test('names the row that was tied to another, or moved before the first', async () => {
    const tied = 'update audit_entry set previous_hash = hash where sequence = 5';
    expect(await foundAfter(async (db) => run(db, tied))).toMatchObject({ kind: 'misplaced', sequence: 5 });
    const moved = 'update audit_entry set sequence = -5 where sequence = 5';
    expect(await foundAfter(async (db) => run(db, moved))).toMatchObject({ kind: 'misplaced', sequence: 1 });
  });

  test('names the first of two rows that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        fc.pre(one !== other);
        const fault = await foundAfter(async (db) => {
          await run(db, `update audit_entry set sequence = 1000 where sequence = ${one}`);
          await run(db, `update audit_entry set sequence = ${one} where sequence = ${other}`);
          await run(db, `update audit_entry set sequence = ${other} where sequence = 1000`);
        });
        expect(fault).toMatchObject({ kind: 'misplaced', sequence: Math.min(one, other) });
      }),
      { numRuns: 60 },
    );
  });

  test('names the place where a row was put in, also before the first', async () => {
    const columns =
      'organization_id, at, actor_kind, actor_id, actor_name, surface, command, outcome, hash, previous_hash';
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: LENGTH }), place, async (at, copied) => {
        const fault = await foundAfter(async (db) => {
          await run(
            db,
            `update audit_entry set sequence = sequence + 1000 where sequence >= ${Math.max(at, 1)}`,
          );
          if (at > 0) await run(db, 'update audit_entry set sequence = sequence - 999 where sequence > 999');
          else await run(db, 'update audit_entry set sequence = sequence - 1000 where sequence > 999');
          await run(
            db,
            `insert into audit_entry (id, sequence, ${columns}) select gen_random_uuid(), ${at}, ${columns}
             from audit_entry where sequence = ${copied >= at && at > 0 ? copied + 1 : copied}`,
          );
        });
        // A copy of the row that stood there follows the one before it, but is not that row.
        const kind = at > 0 && copied === at ? 'changed' : 'misplaced';
        expect(fault).toMatchObject({ kind, sequence: Math.max(at, 1) });
      }),
      { numRuns: 60 },
    );
  });
});
