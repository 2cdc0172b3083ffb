import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintOpaque } from '../../../src/core/tokens.ts';
import type { View } from '../../../src/slack-clone/protocol.ts';
import { random } from '../../../src/system.ts';
import { migratedDatabase } from '../../database.ts';
import { sql } from '../../dump.ts';
import { untilReady } from '../../ready.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { type SlowPostgres, slowPostgres } from '../../slow-postgres.ts';
import { openAnswers } from './answers.ts';
import { modalFor, readIn, saidTo, tokenIn } from './asking.ts';

const stack = new AsyncDisposableStack();
let databaseUrl: string;
let postgres: SlowPostgres;
let botmint: Running;
let bob: Person;

beforeAll(async () => {
  ({ url: databaseUrl } = stack.use(await migratedDatabase()));
  postgres = stack.use(await slowPostgres(databaseUrl));
  botmint = stack.use(await startBotmint({ DATABASE_URL: postgres.url }));
  bob = stack.use(await botmint.person('bob'));
  await saidTo(bob, '/bots create steve');
});

afterAll(() => stack.disposeAsync());

describe('with a database that answers late', () => {
  test('two hundred commands at once are all acknowledged in time and answered', async () => {
    postgres.delay = 50;
    const names = Array.from({ length: 200 }, (_, index) => `late-${index}`);
    // Refused with operation_timeout or dispatch_failed when an acknowledgement takes more than 3 s.
    await Promise.all(names.map((name) => bob.command(`/bots create ${name}`)));
    const answers = await Promise.all(
      names.map((name) =>
        bob.nextEvent('ephemeral', ({ message }) => message.text.startsWith(`${name} `), 30_000),
      ),
    );
    postgres.delay = 0;
    expect(answers.filter(({ message }) => !message.text.includes(' is ready, and you own it.'))).toEqual([]);
    expect(await sql(databaseUrl, "select from bot where username like 'late-%'")).toHaveLength(200);
  });

  test('a modal waits, and then shows what came of it, or what was wrong, or the token', async () => {
    const [made, taken, token] = [
      await modalFor(bob, '/bots create'),
      await modalFor(bob, '/bots create'),
      await modalFor(bob, '/tokens issue -u steve'),
    ];
    postgres.delay = 800;
    const sent = await Promise.all([
      bob.submit(made, { username: 'patience' }),
      bob.submit(taken, { username: 'steve' }),
      bob.submit(token, { expiry: '3d' }),
    ]);
    postgres.delay = 0;
    for (const { response_action, view } of sent) {
      expect(response_action).toBe('update');
      expect(view && readIn(view)).toBe('One moment…');
    }
    expect(readIn(await updated(made))).toContain('patience is ready, and you own it.');
    expect(readIn(await updated(taken))).toContain('There is already a bot named steve; you own it.');
    expect(await botmint.me(tokenIn(await updated(token)))).toMatchObject({ status: 200 });
  });
});

async function updated({ id }: View): Promise<View> {
  return (await bob.nextEvent('view_updated', ({ view }) => view.id === id, 8000)).view;
}

describe('with a database that is away', () => {
  const down = 'Botmint cannot reach its database just now, and nothing was changed. Try again in a minute.';

  test('every surface says so, and all is well when it comes back', async () => {
    await using answers = await openAnswers();
    const form = await slashForm(botmint, '/bots', 'list', { userId: bob.id, responseUrl: answers.url });
    const token = mintOpaque(random).reveal();
    await postgres.cut();
    expect(await deliver(botmint, await signed(botmint, form))).toEqual({ status: 200, text: '' });
    expect(await answers.said).toBe(down);
    expect(await botmint.me(token)).toEqual({
      status: 503,
      body: { ok: false, error: 'service_unavailable', detail: down },
    });
    const ready = async (): Promise<unknown> => {
      const answered = await fetch(`${botmint.api}/readyz`);
      return [answered.status, await answered.json()];
    };
    // The workspace knows a token for a second without asking.
    await expect
      .poll(ready, { timeout: 5000 })
      .toEqual([503, { database: false, slack: false, queue: false }]);
    expect((await fetch(`${botmint.api}/healthz`)).status).toBe(200);

    await postgres.mend();
    expect(await saidTo(bob, '/bots list')).toContain('bots');
    await untilReady(botmint.api);
  });

  test('and nothing that was logged holds a stack or a statement', () => {
    for (const line of botmint.logged) expect(line).not.toMatch(/select |insert |\n/i);
    expect(botmint.logged.join('\n')).not.toContain('eyJ');
  });
});
