import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealAll } from '../../src/commands/audit-seal.ts';
import { openWorld, rows } from '../world.ts';
import { LENGTH, openChain, rechain, run } from './sealed-chain.ts';

const { alice, foundAfter, world } = await openChain();

const place = fc.integer({ min: 1, max: LENGTH });

describe('the chain of the audit log, for who can write to the database and lacks the key,', () => {
  test('is not to be made anew from any row on by who lacks the key', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.boolean(), async (at, movesHead) => {
        const fault = await foundAfter(async (db) => {
          await run(db, `update audit_entry set outcome = 'forged' where sequence = ${at}`);
          await rechain(db, at, movesHead);
        });
        expect(fault?.kind).toBe(movesHead ? 'unsigned' : 'forged');
        expect(fault?.sequence).toBe(LENGTH);
      }),
      { numRuns: 30 },
    );
  });

  test('is not to be cut or made longer with its end moved along', async () => {
    const cut = await foundAfter(async (db) => {
      await run(db, `delete from audit_entry where sequence = ${LENGTH}`);
      await rechain(db, 1, true);
    });
    expect(cut).toMatchObject({ kind: 'unsigned', sequence: LENGTH - 1 });
    expect(await longer(true)).toMatchObject({ kind: 'unsigned' });
    expect(await longer(false)).toMatchObject({
      kind: 'forged',
      sequence: LENGTH + 1,
      row: { command: 'bots delete' },
    });
  });

  test.each([
    ['delete from audit_head', 'unsigned', LENGTH],
    ["update audit_head set signature = ''", 'unsigned', LENGTH],
    ['update audit_head set sequence = sequence - 1', 'unsigned', LENGTH],
    ['update audit_head set sequence = sequence + 1', 'unsigned', LENGTH],
    ['update audit_head set hash = sha256(hash)', 'unsigned', LENGTH],
    ["update audit_head set sealed_at = sealed_at + interval '1 second'", 'unsigned', LENGTH],
    ['delete from audit_entry', 'cut', 1],
  ])('has an end that is signed: %s', async (statement, kind, sequence) => {
    expect(await foundAfter(async (db) => run(db, statement))).toEqual({ kind, sequence });
  });

  test('takes no signature of a key that somebody put into the database', async () => {
    await using other = await openWorld();
    const [row] = await rows(other, 'select kid, public_jwk, private_jwk from signing_key');
    const { issuer } = world.deps;
    const values = [row?.['kid'], JSON.stringify(row?.['public_jwk']), row?.['private_jwk']];
    const quoted = values.map((value) => `'${String(value)}'`).join(', ');
    await rows(
      world,
      `insert into signing_key (kid, public_jwk, private_jwk, created_at, retired_at)
       values (${quoted.replace(/'([0-9a-f]{8})\.[^']*'$/, "'$1.AAAA.AAAA.AAAA'")}, now(), now())`,
    );
    await expect(issuer.reload()).rejects.toThrow(/^Invalid authentication tag length/);
    expect(await issuer.sealed(await other.deps.issuer.seal('words'), 'words')).toBe(false);
    await rows(world, 'delete from signing_key where retired_at is not null');
    await issuer.reload();
  });

  test('goes on behind an end that is not ours so that it is found for ever', async () => {
    const organizationId = alice.organizationId;
    const fault = await foundAfter(async (db) => {
      await run(db, "update audit_entry set outcome = 'forged' where sequence = 3");
      await rechain(db, 3, true);
      await run(
        db,
        `insert into audit_entry (organization_id, id, at, actor_kind, actor_name, surface, command, outcome)
         values ('${organizationId}', gen_random_uuid(), now(), 'system', 'x', 'job', 'later', 'done')`,
      );
      await sealAll(db, { organizationId, issuer: world.deps.issuer, at: world.clock.now() });
    });
    expect(fault).toMatchObject({ kind: 'misplaced', sequence: LENGTH + 1, row: { command: 'later' } });
  });
});

/** After a row was put behind the last one, which follows it rightly. */
async function longer(movesHead: boolean) {
  return foundAfter(async (db) => {
    await run(
      db,
      `insert into audit_entry (organization_id, id, at, actor_kind, actor_name, surface, command, outcome,
         sequence, previous_hash, hash)
       select organization_id, gen_random_uuid(), at, 'system', 'x', 'job', 'bots delete', 'done', ${LENGTH + 1},
         hash, hash
       from audit_entry where sequence = ${LENGTH}`,
    );
    await rechain(db, 1, movesHead);
  });
}
