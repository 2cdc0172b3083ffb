import { expect, test } from 'vitest';
import { takeReport } from '../../src/commands/leak-report.ts';
import { revokePresented } from '../../src/commands/revoke-presented.ts';
import { expiredApprovals } from '../../src/jobs/approvals.ts';
import { remind } from '../../src/jobs/reminders.ts';
import { rotations } from '../../src/jobs/rotations.ts';
import { unseen } from '../../src/jobs/unseen.ts';
import { askOnce, idIn } from '../commands/asking-once.ts';
import { done, issue, issuedOf, rows, type Issued } from '../world.ts';
import { heard, type Hooked, withHook } from './hearing.ts';

const DAY = 86_400_000;

const report = (world: Hooked, ...found: Issued[]): Promise<void> => {
  const credentials = found.map(({ token }) => token.reveal());
  return takeReport({ credentials, address: '192.0.2.1' }, world.deps);
};

const rotate = async (world: Hooked, { id }: { id: string }, input: Record<string, unknown> = {}) =>
  issuedOf(await world.ask(world.bob, 'tokens rotate start', { id, ...input }));

/** Ways in which a token ends before its time: who did it, and the reason that is told. */
const ENDS: [string, string, (world: Hooked, issued: Issued) => Promise<unknown>][] = [
  ['revoked', 'bob', (world, { id }) => world.ask(world.bob, 'tokens revoke', { id })],
  [
    'revoked',
    'steve',
    async (world, { token }) => revokePresented(token.reveal(), await world.bot(token), world.deps),
  ],
  ['reported', 'leak report', report],
  [
    'unseen',
    'unseen',
    async (world) => {
      world.clock.pass(120_000);
      await unseen.sweep(world.deps);
    },
  ],
  ['deleted', 'bob', (world) => world.ask(world.bob, 'bots delete', { username: 'steve' })],
  [
    'transferred',
    'alice',
    async (world) => {
      done(await world.ask(world.bob, 'bots transfer', { username: 'steve', to: '@alice' }));
      done(await world.ask(world.alice, 'bots accept', { username: 'steve' }));
    },
  ],
];

test.each(ENDS)('a token that ended as it was %s by %s is told of once', async (reason, by, end) => {
  await using world = await withHook();
  const issued = await issue(world, world.bob, 'steve');
  await end(world, issued);
  expect(await heard(world, 'token.revoked')).toMatchObject([
    { data: { token: { id: issued.id }, reason, by, goes_on: null } },
  ]);
});

test('a token that ends with a rotation is told of with the one that goes on', async () => {
  await using world = await withHook();
  const old = await issue(world, world.bob, 'steve');
  const first = await rotate(world, old);
  await world.ask(world.bob, 'tokens revoke', { id: first.id });
  const second = await rotate(world, old);
  await report(world, second);
  const third = await rotate(world, old);
  await world.ask(world.bob, 'tokens revoke', { id: old.id });
  const told = (await heard(world, 'token.revoked')).map(({ data }) => data);
  expect(told).toMatchObject([
    { token: { id: first.id }, goes_on: old.id },
    { token: { id: second.id }, goes_on: old.id },
    { token: { id: old.id }, goes_on: third.id },
  ]);
  expect(await heard(world, 'token.rotation_finished', 'token.rotation_cancelled')).toEqual([]);
});

test('a token that takes another’s place is told of as rotated, and as issued when there is none', async () => {
  await using world = await withHook();
  const input = { username: 'steve', expiry: '30d' };
  const lost = idIn(await askOnce(world, world.bob, 'tokens issue', input));
  const again = idIn(await askOnce(world, world.bob, 'tokens issue', input));
  const next = await rotate(world, { id: again }, { now: true });
  const told = await heard(world, 'token.issued', 'token.rotated', 'token.revoked');
  expect(told.map(({ type, data }) => ({ type, ...data }))).toMatchObject([
    { type: 'token.issued', token: { id: lost } },
    { type: 'token.rotated', token: { id: again }, replaces: lost, replaced_ends_at: null },
    { type: 'token.rotated', token: { id: next.id }, replaces: again, replaced_ends_at: null },
  ]);
});

test('a token that is taken in the place of another is told of as rotated', async () => {
  await using world = await withHook();
  const old = await issue(world, world.bob, 'steve', { expiry: '30d' });
  const claim = async () => {
    const query = `select id from claim where token_id = '${old.id}' and taken_at is null and withdrawn_at is null`;
    return issuedOf(
      await world.ask(world.bob, 'tokens claim', { id: (await rows(world, query))[0]?.['id'] }),
    );
  };
  world.clock.pass(31 * DAY);
  await remind.sweep(world.deps);
  const next = await claim();
  const told = await heard(world, 'token.expired', 'token.issued', 'token.rotated');
  expect(told.map(({ type, data }) => ({ type, ...data }))).toMatchObject([
    { type: 'token.issued', token: { id: old.id } },
    { type: 'token.expired', token: { id: old.id } },
    { type: 'token.rotated', token: { id: next.id }, replaces: old.id, replaced_ends_at: null },
  ]);
});

test('a use of a token past its grace is told with the family that it froze, and its end with the rotation', async () => {
  await using world = await withHook();
  done(await world.ask(world.alice, 'policy set', { superseded: 'freeze' }));
  const old = await issue(world, world.bob, 'steve');
  const next = await rotate(world, old);
  world.clock.pass(8 * DAY);
  await expect(world.bot(old.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
  await rotations.sweep(world.deps);
  await rotations.sweep(world.deps);
  const told = await heard(world, 'token.superseded_use', 'token.frozen', 'token.rotation_finished');
  expect(told.map(({ type, data }) => ({ type, ...data }))).toMatchObject([
    { type: 'token.superseded_use', token: { id: old.id }, froze_family: true },
    { type: 'token.frozen', tokens: expect.arrayContaining([old.id, next.id]), by: 'replaced token' },
    { type: 'token.rotation_finished', ended: old.id, successor: next.id, by: 'rotation' },
  ]);
});

test('a request is told of when it is approved, when its bot goes, and when nobody answered', async () => {
  await using world = await withHook();
  done(await world.ask(world.alice, 'policy set', { approval: 'bots,scopes', approval_channel: '#bots' }));
  const wide = { username: 'steve', scopes: 'webhooks:write', reason: 'hooks' };
  const wish = async (username: string) => {
    const { approval } = done(await world.ask(world.bob, 'bots create', { username, reason: 'to post' }));
    return approval as { id: string };
  };
  await world.ask(world.alice, 'approvals approve', { id: (await wish('ada')).id });
  done(await world.ask(world.bob, 'tokens issue', wide));
  await world.ask(world.bob, 'bots delete', { username: 'steve' });
  await wish('eve');
  world.clock.pass(8 * DAY);
  for (let times = 0; times < 2; times += 1) await expiredApprovals.sweep(world.deps);
  const [ada, steve, eve, ...others] = await heard(world, 'approval.answered');
  expect(others).toEqual([]);
  expect(ada).toMatchObject({
    bot: null,
    data: { is_approved: true, by: 'alice', approval: { username: 'ada' } },
  });
  expect(steve).toMatchObject({ user: world.bob.id, data: { is_approved: false, by: null } });
  expect(steve?.data).toMatchObject({ approval: { kind: 'scopes', added_scopes: ['webhooks:write'] } });
  expect(eve).toMatchObject({ bot: null, data: { is_approved: false, by: null, answer: null } });
  expect(await heard(world, 'bot.created')).toMatchObject([
    { data: { bot: { username: 'ada', owner: 'bob' }, by: 'alice' } },
  ]);
});

test('tokens of many are told of as they end, also where nobody is there to be reminded', async () => {
  await using world = await withHook();
  for (const username of ['ops', 'steve'])
    for (let count = 0; count < 60; count += 1) await issue(world, world.alice, username, { expiry: '30d' });
  await rows(world, `update member set is_deactivated = true where name = 'bob'`);
  world.clock.pass(24 * DAY);
  await remind.sweep(world.deps);
  const told = await heard(world, 'token.expiring');
  expect(new Set(told.map(({ data }) => JSON.stringify(data['token']))).size).toBe(120);
  expect(told).toHaveLength(120);
  expect(await rows(world, 'select distinct threshold from reminder where notice_id is not null')).toEqual([
    { threshold: 604_800 },
  ]);
});
