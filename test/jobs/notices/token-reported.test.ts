import { describe, expect, test } from 'vitest';
import { takeReport } from '../../../src/commands/leak-report.ts';
import { composers } from '../../../src/jobs/notices/index.ts';
import { plain } from '../../../src/core/text.ts';
import type { Id } from '../../../src/core/ids.ts';
import { issue, openWorld, rows, type World } from '../../world.ts';

/** What bob is told of all that was reported, line by line. */
async function told(world: World): Promise<string[]> {
  const bob = await world.person('bob');
  const [notice] = await rows(world, "select subject from notice where kind = 'token_reported'");
  if (!notice) throw new Error('nobody is told');
  const { tokens, address } = notice['subject'] as { tokens: Id<'token'>[]; address: string | null };
  await using transaction = world.deps.database.begin(bob.organizationId, 'read');
  const { db } = transaction;
  const telling = { db, now: world.clock.now(), timeZone: 'UTC', member: undefined };
  const document = await composers.token_reported({ kind: 'token_reported', tokens, address }, telling);
  if (!document) throw new Error('nothing was said');
  return [document.text, ...(document.lines ?? []).map(({ text }) => text), document.note ?? []].map(plain);
}

async function reported(count: number): Promise<string[]> {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const credentials: string[] = [];
  for (let made = 0; made < count; made += 1) {
    world.clock.pass(1000);
    credentials.push((await issue(world, bob, 'steve', { label: `Token ${made}` })).token.reveal());
  }
  await takeReport({ credentials, address: '192.0.2.7' }, world.deps);
  return (await told(world)).map((line) => line.replaceAll(/`[0-9a-f]{8}`/g, 'id'));
}

describe('the owner of tokens that were reported', () => {
  test('is told of one', async () => {
    expect(await reported(1)).toEqual([
      'One of your tokens was found by somebody and reported from 192.0.2.7 as leaked. It is revoked, with all that was issued by it.',
      'steve · id · Token 0',
      'Find out where it lay open before you issue another: `tokens issue`',
    ]);
  });

  test('is told of twelve in one message of ten lines and a count', async () => {
    const lines = await reported(12);
    expect(lines[0]).toBe(
      '12 of your tokens were found by somebody and reported from 192.0.2.7 as leaked. They are revoked, with all that was issued by them.',
    );
    expect(lines).toHaveLength(13);
    expect(lines[11]).toBe('And 2 more.');
    expect(lines.at(-1)).toBe('Find out where they lay open before you issue others: `tokens issue`');
  });
});
