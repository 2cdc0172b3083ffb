import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { dumpAll } from '../dump.ts';
import { done, openWorld, refused, rows, said } from '../world.ts';
import { answered, askOnce, refusal } from './asking-once.ts';

const URL = 'http://127.0.0.1:9/hook';
const SECRET = 'correct-horse-battery-staple-42';

async function withHook() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  done(await world.ask(bob, 'webhooks set', { username: 'steve', url: URL, secret: SECRET }));
  const rotate = async (input: Record<string, unknown> = {}) =>
    world.ask(bob, 'webhooks rotate-secret', { webhook: 'steve', ...input });
  return Object.assign(world, { bob, rotate });
}

describe('webhooks rotate-secret', () => {
  test('shows a new key once, and both sign until the old one ends', async () => {
    await using world = await withHook();
    const outcome = await world.rotate();
    expect(said(outcome)).toBe(
      'steve/default has a new signing key, below. Both sign until 22 Nov 2026, 22:14 CET (in 1 day); `x-agentflow-signature` has room for one, and is made with the old one until then. Copy it now: it is shown only here, only once.',
    );
    expect(done(outcome)['signing_key']).toBeInstanceOf(Secret);
    expect(outcome.kind === 'done' && outcome.document.secret).toBe(done(outcome)['signing_key']);
    const show = async () => done(await world.ask(world.bob, 'webhooks show', { webhook: 'steve' }));
    expect((await show())['secret_expires_at']).toEqual(new Date('2026-11-22T21:14:00Z'));
    world.clock.pass(86_400_000);
    expect((await show())['secret_expires_at']).toBe(null);
  });

  test('lets a webhook hear of it, without the secret', async () => {
    await using world = await withHook();
    done(await world.rotate({ secret: `${SECRET}-2`, overlap: '1h' }));
    const [event] = await rows(world, 'select payload, type from event');
    const { data } = JSON.parse(String(event?.['payload'])) as Record<string, unknown>;
    expect([event?.['type'], data]).toEqual([
      'webhook.secret_rotated',
      {
        webhook: { id: expect.any(String) as string, bot: 'steve', name: 'default' },
        previous_ends_at: '2026-11-21T22:14:00.000Z',
        by: 'bob',
      },
    ]);
  });

  test('ends the old one at once where it is told to, and takes none that signs already', async () => {
    await using world = await withHook();
    expect(refused(await world.rotate({ secret: SECRET })).sentence).toBe(
      'steve/default signs with that secret already.',
    );
    const outcome = await world.rotate({ overlap: 0 });
    expect(said(outcome)).toContain('The one before is used no more.');
    expect(done(outcome)).toMatchObject({ previous_secret_ends_at: null });
    const at = world.clock.now().toISOString();
    expect(
      await rows(world, `select from webhook_secret where expires_at is null or expires_at > '${at}'`),
    ).toHaveLength(1);
  });

  test.each(['8d', '-1', 'soon', 700_000])('overlaps no %s', async (overlap) => {
    await using world = await withHook();
    expect(refused(await world.rotate({ overlap })).code).toBe('invalid_input');
    expect(await rows(world, 'select from webhook_secret')).toHaveLength(1);
  });

  test('has at most ten that live', async () => {
    await using world = await withHook();
    for (let count = 1; count < 10; count += 1) done(await world.rotate());
    expect(refused(await world.rotate()).sentence).toBe(
      'steve/default signs with 10 secrets now, the most there can be. With `--overlap 0s` the others end at once.',
    );
    done(await world.rotate({ overlap: '0s' }));
    done(await world.rotate());
  });
});

describe('a signing secret', () => {
  test('is nowhere in clear: not in a row, the audit or the log', async () => {
    await using world = await withHook();
    const own = 'a-secret-of-my-own-that-is-mine';
    done(await world.rotate({ secret: own }));
    const { signing_key: key } = done(await world.rotate());
    const made = key instanceof Secret ? key.reveal().slice('whsec_'.length) : '';
    await world.ask(world.bob, 'webhooks set', { username: 'steve', headers: 'X-Key: v4lue-of-a-header' });
    await world.rotate({ webhook: 'nobody', secret: `${own}-lost` });
    const found = (await dumpAll(world.databaseUrl)) + world.logged.join('');
    expect(found).toContain('steve');
    expect(made).toHaveLength(44);
    for (const secret of [SECRET, own, made, 'v4lue-of-a-header']) {
      expect(found).not.toContain(secret);
      expect(found).not.toContain(Buffer.from(secret).toString('base64').slice(0, 20));
    }
  });

  test('is not shown again to who repeats a request under its key, who is told how to have another', async () => {
    await using world = await withHook();
    const sentence =
      'This was done before, and its secret was shown then. It is not shown again. `webhooks rotate-secret` makes a new signing key.';
    const asked = [
      ['webhooks set', { username: 'steve', url: URL, name: 'other' }],
      ['webhooks rotate-secret', { webhook: 'steve/other' }],
    ] as const;
    for (const [name, input] of asked) {
      const first = await askOnce(world, world.bob, name, input, name);
      expect(answered(first).body['signing_key']).toBeInstanceOf(Secret);
      expect(refusal(await askOnce(world, world.bob, name, input, name))).toEqual({
        code: 'already_shown',
        sentence,
      });
    }
    expect(await rows(world, 'select from webhook_secret')).toHaveLength(3);
  });

  test('where there was none to show, a repeated request is answered as the first time', async () => {
    await using world = await withHook();
    const input = { username: 'steve', rate: 5 };
    const first = answered(await askOnce(world, world.bob, 'webhooks set', input));
    const again = answered(await askOnce(world, world.bob, 'webhooks set', input));
    expect([again.kind, again.body]).toEqual(['replayed', first.body]);
    expect(again.body).toMatchObject({ rate: 5, changed: ['rate'] });
  });
});
