import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clock, ids } from '../../src/system.ts';
import { sql } from '../dump.ts';
import { type Process, startProcess } from '../process.ts';
import { comesBack, openHere, say, timed } from '../installation.ts';

/** Changes rows of which no process hears. */
const behind = async (url: string, statement: string): Promise<unknown> => sql(url, statement);

describe('a token that one process revokes', () => {
  test('is refused in the other, which had it in memory, from the moment the call returns', async () => {
    await using here = await openHere();
    const two = await here.another();
    for (let count = 0; count < 20; count += 1) {
      const { id, token } = await here.issue();
      expect([await here.one.told(token), await two.told(token)]).toEqual(['steve', 'steve']);
      await here.revoke(id);
      expect([await here.one.told(token), await two.told(token)]).toEqual([
        'revoked_bot_token',
        'revoked_bot_token',
      ]);
    }
  });

  test('would be let in without word of it: it is kept', async () => {
    await using here = await openHere({ isSteady: true });
    const { token } = await here.issue();
    expect(await here.one.told(token)).toBe('steve');
    await behind(here.url, 'update token set revoked_at = now()');
    expect(await here.one.told(token)).toBe('steve');
  });

  test('is let in by no request that begins after the call has returned, however many are underway', async () => {
    await using here = await openHere();
    const two = await here.another();
    let asked = 0;
    for (let count = 0; count < 30; count += 1) {
      const { id, token } = await here.issue();
      let hasReturned = false;
      const wrong: string[] = [];
      const verify = async (process: Process): Promise<void> => {
        for (;;) {
          const beganAfter = hasReturned;
          asked += 1;
          if ((await process.told(token)) === 'steve' && beganAfter) wrong.push(process.peering.id);
          if (beganAfter) return;
          await sleep(0);
        }
      };
      const verifying = [here.one, two, here.one, two].map(verify);
      await here.revoke(id);
      hasReturned = true;
      await Promise.all(verifying);
      expect(wrong).toEqual([]);
    }
    say(`${asked} verifications around 30 revocations.`);
  });
});

describe('a process', () => {
  test('that starts while the database says nothing for longer than a beat may take is among the others when it speaks', async () => {
    await using here = await openHere();
    const proxy = await here.proxy();
    proxy.silence();
    const starting = here.another({ line: proxy.url });
    await sleep(1200);
    proxy.hear();
    const { token } = await here.issue();
    expect(await (await starting).told(token)).toBe('steve');
  });

  test('that beats and never confirms is put out, and not waited for any longer than it could serve', async () => {
    await using here = await openHere();
    const id = ids.make<'process'>();
    const now = 'clock_timestamp()';
    await sql(here.url, `insert into process values ('${id}', 'deaf', ${now}, ${now})`);
    const stop = new AbortController();
    const beating = (async () => {
      while (!stop.signal.aborted)
        await sql(here.url, `update process set beat_at = ${now} where id = '${id}'`);
    })();
    const issued = await here.issue();
    say(`Beside one that never confirms, it took ${await timed(here.revoke(issued.id))} ms to revoke.`);
    stop.abort();
    await beating;
    expect(await sql(here.url, 'select id from process')).toEqual([{ id: here.one.peering.id }]);
  });

  test('whose beat is past is not waited for, and is removed when it is long past', async () => {
    await using here = await openHere();
    const past = async (seconds: number) =>
      sql(
        here.url,
        `insert into process select gen_random_uuid(), 'ended', at, at
         from (select now() - interval '${seconds} s' as at) as past returning id`,
      );
    await past(5);
    await past(70);
    const { id } = await here.issue();
    await here.revoke(id);
    expect(await sql(here.url, 'select from process')).toHaveLength(3);
    await here.another();
    expect(await sql(here.url, "select name from process where name = 'ended'")).toHaveLength(1);
  });

  test('that was put out forgets all it kept and joins again', async () => {
    await using here = await openHere();
    const { token } = await here.issue();
    expect(await here.one.told(token)).toBe('steve');
    await behind(here.url, 'update token set revoked_at = now()');
    await sql(here.url, 'delete from process');
    while ((await sql(here.url, 'select from process')).length === 0) await sleep(10);
    expect(await here.one.told(token)).toBe('revoked_bot_token');
    expect(await sql(here.url, 'select id from process')).toEqual([{ id: here.one.peering.id }]);
  });

  test('counts those that live, and leaves when it closes', async () => {
    await using here = await openHere();
    {
      await using two = await startProcess(here.url);
      expect(two.peering.living).toBe(2);
      while (here.one.peering.living < 2) await sleep(20);
    }
    expect(await sql(here.url, 'select id from process')).toEqual([{ id: here.one.peering.id }]);
    while (here.one.peering.living > 1) await sleep(20);
  });

  test('outlives the end of its connection, and hears again', async () => {
    await using here = await openHere();
    const { id, token } = await here.issue();
    const two = await here.another();
    expect(await two.told(token)).toBe('steve');
    await sql(
      here.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'botmint processes'",
    );
    await comesBack(here.url, two);
    await comesBack(here.url, here.one);
    await here.revoke(id);
    expect([await here.one.told(token), await two.told(token)]).toEqual([
      'revoked_bot_token',
      'revoked_bot_token',
    ]);
  });

  test('tells the time of the database, whatever its own clock says', async () => {
    const wrong = { now: () => new Date(clock.now().getTime() + 600_000), elapsed: () => clock.elapsed() };
    await using here = await openHere({ clock: wrong });
    const [row] = await sql(here.url, 'select clock_timestamp() as now');
    const { now } = z.object({ now: z.date() }).parse(row);
    expect(Math.abs(here.one.deps.clock.now().getTime() - now.getTime())).toBeLessThan(60_000);
  });
});

test('what is too much to be named makes every process forget everything', async () => {
  await using here = await openHere();
  const two = await here.another({ isSteady: true });
  const { token } = await here.issue();
  expect(await two.told(token)).toBe('steve');
  const tokens = Array.from({ length: 300 }, () => ids.make<'token'>());
  await using transaction = here.one.deps.database.begin(here.bob.organizationId, 'write');
  await transaction.db.updateTable('token').set({ revoked_at: new Date() }).execute();
  const settled = await here.one.deps.peers.announce(transaction.db, { tokens });
  expect(await two.told(token)).toBe('steve');
  await transaction.commit();
  await settled();
  expect(await two.told(token)).toBe('revoked_bot_token');
});
