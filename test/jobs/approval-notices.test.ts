import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Document } from '../../src/core/document.ts';
import type { Notice } from '../../src/core/notices.ts';
import { plain } from '../../src/core/text.ts';
import { approvalAnswered } from '../../src/jobs/notices/approval-answered.ts';
import { approvalAsked } from '../../src/jobs/notices/approval-asked.ts';
import { approvalClosed } from '../../src/jobs/notices/approval-closed.ts';
import type { Telling } from '../../src/jobs/notices/compose.ts';
import { oldReplays } from '../../src/jobs/replays.ts';
import { done, openWorld, rows, type World } from '../world.ts';

const DAY = 86_400_000;

async function asked() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const policy = { approval: 'bots,scopes', approval_channel: '#bots' };
  done(await world.ask(alice, 'policy set', policy));
  await world.ask(bob, 'bots create', { username: 'ada', reason: 'to <!channel> *all*' });
  const token = { username: 'steve', expiry: '30d', scopes: 'webhooks:write', reason: 'hooks' };
  await world.ask(bob, 'tokens issue', token);
  return Object.assign(world, { alice, bob });
}

/** The one notice of a kind about ada or steve, as it is said now. */
async function heard(
  world: World & { alice: MemberActor },
  kind: string,
  about: string,
): Promise<Document | undefined> {
  const [found] = await rows(
    world,
    `select subject from notice join approval on approval.id::text = subject->>'approval'
     where notice.kind = 'approval_${kind}' and approval.kind = '${about}'`,
  );
  const notice = { kind: `approval_${kind}`, ...(found?.['subject'] as object) } as Notice;
  await using transaction = world.deps.database.begin(world.alice.organizationId, 'read');
  const { db } = transaction;
  const telling: Telling = { db, now: world.clock.now(), timeZone: 'UTC', member: undefined };
  if (notice.kind === 'approval_asked') return await approvalAsked(notice, telling);
  if (notice.kind === 'approval_closed') return await approvalClosed(notice, telling);
  if (notice.kind === 'approval_answered') return await approvalAnswered(notice, telling);
  throw new Error(`no notice of the kind ${kind}`);
}

const read = (document: Document | undefined) => ({
  text: plain(document?.text ?? []),
  lines: document?.lines?.map(({ text }) => plain(text)),
  buttons: document?.buttons?.map(({ label, command }) => `${label}: ${command}`),
});

async function idOf(world: World, kind: string): Promise<string> {
  const [found] = await rows(world, `select id from approval where kind = '${kind}'`);
  return String(found?.['id']);
}

describe('what is asked of the approvers', () => {
  test('says who wants what and why, with two buttons', async () => {
    await using world = await asked();
    const bot = await heard(world, 'asked', 'bots');
    expect(read(bot)).toEqual({
      text: 'bob asks for a bot named ada.',
      lines: ['Why: to <!channel> *all*'],
      buttons: ['Approve: approvals approve', 'Deny: approvals deny'],
    });
    expect(bot?.lines?.[0]?.text.every(({ kind }) => kind === 'plain')).toBe(true);
    expect(plain(bot?.note ?? [])).toMatch(
      /^Request [0-9a-f]{8} · can be answered until 28 Nov 2026, 21:14 (?:GMT|UTC) \(in 7 days\), by an admin other than bob\.$/,
    );
    expect(read(await heard(world, 'asked', 'scopes')).text).toBe(
      'bob asks for a token for steve that may change webhooks, which none of its tokens may so far.',
    );
  });

  test('is not said any more when it was answered, or nobody did in time', async () => {
    await using world = await asked();
    await world.ask(world.alice, 'approvals deny', { id: await idOf(world, 'bots') });
    expect(await heard(world, 'asked', 'bots')).toBeUndefined();
    expect(await heard(world, 'asked', 'scopes')).toBeDefined();
    world.clock.pass(7 * DAY);
    expect(await heard(world, 'asked', 'scopes')).toBeUndefined();
  });

  test('gives way to the answer, which has no buttons', async () => {
    await using world = await asked();
    await world.ask(world.alice, 'approvals approve', { id: await idOf(world, 'bots') });
    expect(read(await heard(world, 'closed', 'bots'))).toEqual({
      text: expect.stringMatching(
        /^bob asked for a bot named ada\. alice approved it on 21 Nov 2026, 21:14 (GMT|UTC)\.$/,
      ) as string,
      lines: undefined,
      buttons: undefined,
    });
  });
});

describe('what the one who asked is told', () => {
  test('is that their bot is there, and the next step', async () => {
    await using world = await asked();
    await world.ask(world.alice, 'approvals approve', { id: await idOf(world, 'bots') });
    const { text, buttons } = read(await heard(world, 'answered', 'bots'));
    expect(text).toMatch(
      /^You asked for a bot named ada\. alice approved it on .*\. ada is ready, and you own it\./,
    );
    expect(buttons).toEqual(['Issue a token: tokens issue']);
  });

  test('is why not', async () => {
    await using world = await asked();
    await world.ask(world.alice, 'approvals deny', {
      id: await idOf(world, 'scopes'),
      reason: 'Use steve-2',
    });
    const { text, buttons } = read(await heard(world, 'answered', 'scopes'));
    expect(text).toMatch(/^You asked for a token for steve .*\. alice denied it on .*: Use steve-2\.$/);
    expect(buttons).toBeUndefined();
  });

  test('is where to take the token, until it was taken', async () => {
    await using world = await asked();
    await world.ask(world.alice, 'approvals approve', { id: await idOf(world, 'scopes') });
    const { text, buttons } = read(await heard(world, 'answered', 'scopes'));
    expect(text).toMatch(
      /The token may change webhooks\. It is made when you take it, and shown to you alone, once\.$/,
    );
    expect(buttons).toEqual(['Show token: tokens claim']);
    await rows(world, 'update claim set withdrawn_at = created_at');
    expect(read(await heard(world, 'answered', 'scopes')).buttons).toBeUndefined();
  });
});

test('keys of requests are forgotten after a day, and not before', async () => {
  await using world = await asked();
  await rows(
    world,
    `insert into replay (organization_id, actor_id, key, request_hash, created_at)
     select organization_id, id, 'key', '', '2026-11-21T21:14:00Z' from member`,
  );
  world.clock.pass(DAY);
  await oldReplays.sweep(world.deps);
  expect(await rows(world, 'select from replay')).toHaveLength(2);
  world.clock.pass(1);
  await oldReplays.sweep(world.deps);
  expect(await rows(world, 'select from replay')).toEqual([]);
});
