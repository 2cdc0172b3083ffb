import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Deps } from '../../../src/commands/execute.ts';
import { remind } from '../../../src/jobs/reminders.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { clock, ids } from '../../../src/system.ts';
import { type Running, startBotmint } from '../../running.ts';
import { answerTo, readIn, tokenIn } from './asking.ts';

/** Moves every token to two days before its end, and looks what there is to be said. */
async function comeToTheEnd(botmint: Running): Promise<void> {
  const log = { warn: () => {}, error: () => {} };
  await using database = openDatabase(botmint.databaseUrl, log);
  await sql`update token set created_at = created_at - interval '98 days', expires_at = expires_at - interval '98 days'`.execute(
    database.across,
  );
  await remind.sweep({ database, clock, ids } as Partial<Deps> as Deps);
}

test('a reminder comes as a direct message, and what is pressed in it is answered there for its reader alone', async () => {
  await using botmint = await startBotmint();
  await using bob = await botmint.person('bob');
  await answerTo(bob, '/bots create steve');
  const token = tokenIn(
    (await answerTo(bob, '/tokens issue -u steve -e 100d -l "Deployment token"')).message,
  );
  expect((await botmint.me(token)).status).toBe(200);
  await comeToTheEnd(botmint);
  const reminder = await bob.nextEvent('message', () => true, 5000);
  expect(reminder.channel).toMatch(/^D/);
  expect(reminder.message.text).toBe('1 of your tokens ends soon.');
  expect(readIn(reminder.message)).toMatch(/steve\* · Deployment token · ends .* \(in 2 days\)/);
  expect(JSON.stringify(reminder)).not.toContain(token.slice(-12));
  await bob.press(reminder, 'run-1');
  const answer = await bob.nextEvent('ephemeral', () => true, 5000);
  expect(answer.channel).toBe(reminder.channel);
  expect(answer.message.text).toMatch(/is revoked and refused everywhere as of now/);
  expect((await botmint.me(token)).status).toBe(401);
  expect(botmint.logged).toEqual([]);
});
