import { expect, test } from 'vitest';
import { migratedDatabase } from '../../database.ts';
import { sql } from '../../dump.ts';
import { startBotmint } from '../../running.ts';
import { slowPostgres } from '../../slow-postgres.ts';
import { saidTo, tokenIn } from './asking.ts';

test('what was acknowledged is carried out and answered before Botmint stops', async () => {
  await using database = await migratedDatabase();
  await using postgres = await slowPostgres(database.url);
  const botmint = await startBotmint({ DATABASE_URL: postgres.url });
  await using bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  postgres.delay = 50;
  await Promise.all([bob.command('/bots create late'), bob.command('/tokens issue -u steve -e 3d')]);
  const begun = performance.now();
  await botmint[Symbol.asyncDispose]();
  expect(performance.now() - begun).toBeLessThan(2500);
  const answers = [await bob.nextEvent('ephemeral'), await bob.nextEvent('ephemeral')];
  expect(answers.map(tokenIn).filter((token) => token !== '')).toHaveLength(1);
  expect(await sql(database.url, 'select username from bot order by username')).toEqual([
    { username: 'late' },
    { username: 'steve' },
  ]);
  expect(await sql(database.url, 'select revoked_at from token')).toEqual([{ revoked_at: null }]);
  expect(botmint.logged).toEqual([]);
});
