import type { MemberActor } from '../../src/core/actor.ts';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said, type World } from '../world.ts';

const DAY = 86_400_000;

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

/** What would be asked, without saying yes. */
async function questionOf(world: World, who: MemberActor, input: Record<string, unknown>): Promise<string> {
  const command = world.deps.commands.find(({ name }) => name === 'policy set');
  if (!command) throw new Error('there is no policy set');
  const outcome = await execute(command, input, who, world.deps, false);
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind !== 'confirm') throw new Error('it was not asked');
  return plain(outcome.question.text);
}

async function shown(world: World, who: MemberActor): Promise<string[]> {
  const outcome = await world.ask(who, 'policy show');
  if (outcome.kind !== 'done') throw new Error('refused');
  return [
    ...(outcome.document.lines ?? []).map(({ text }) => plain(text)),
    plain(outcome.document.note ?? []),
  ];
}

describe('policy show', () => {
  test('says what holds until somebody changes it, and how to', async () => {
    await using world = await withSteve();
    expect(await shown(world, world.alice)).toEqual([
      'Default expiry: 365 days',
      'Longest lifetime: no limit',
      'Reminders: 7 days, 3 days and 1 day before a token ends, and when it has',
      'Rotation grace: both tokens live for 7 days',
      'Rotation ends by itself: once the new token was used and the old one is quiet for 1 day',
      'A replaced token is used: its owner is told',
      'Needs approval: nothing',
      'Approval is asked: of each admin, directly',
      'To change it: `policy set --longest 90d --default-expiry 90d`. What it would end is told first.',
    ]);
    expect((await shown(world, world.bob)).at(-1)).toBe('An admin can change it.');
  });
});

describe('policy set', () => {
  test('sets each term, says what it was, and shows it from then on', async () => {
    await using world = await withSteve();
    const outcome = await world.ask(world.alice, 'policy set', {
      default_expiry: '36h',
      longest: '90d',
      reminders: '1d, 2w 1d',
      rotation_grace: '12h',
      rotation_quiet: 'none',
      superseded: 'freeze',
      approval: 'scopes,bots',
      approval_channel: '#Bots',
    });
    expect(said(outcome)).toBe(
      'Default expiry: 36 hours (until now: 365 days). ' +
        'Longest lifetime: 90 days (until now: no limit). ' +
        'Reminders: 14 days and 1 day before a token ends, and when it has (until now: 7 days, 3 days and 1 day before a token ends, and when it has). ' +
        'Rotation grace: both tokens live for 12 hours (until now: both tokens live for 7 days). ' +
        'Rotation ends by itself: never (until now: once the new token was used and the old one is quiet for 1 day). ' +
        'A replaced token is used: its owner is told, and its family is frozen (until now: its owner is told). ' +
        'Needs approval: new bots and wider scopes (until now: nothing). ' +
        'Approval is asked: in #bots (until now: of each admin, directly). ' +
        'No live token ends sooner by it.',
    );
    expect(await shown(world, world.alice)).toContain('Needs approval: new bots and wider scopes');
    const back = { longest: 'none', reminders: 'none', approval: 'none', approval_channel: 'None' };
    done(await world.ask(world.alice, 'policy set', back));
    expect(await shown(world, world.alice)).toEqual(
      expect.arrayContaining([
        'Longest lifetime: no limit',
        'Reminders: when a token has ended',
        'Needs approval: nothing',
        'Approval is asked: of each admin, directly',
      ]),
    );
  });

  test('asks first, with how many tokens of how many bots would end sooner, and when', async () => {
    await using world = await withSteve();
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    await issue(world, world.bob, 'steve', { expiry: '365d' });
    world.clock.pass(40 * DAY);
    const kept = await issue(world, world.bob, 'steve', { expiry: '365d' });
    await issue(world, world.alice, 'ada', { expiry: '300d' });
    await issue(world, world.alice, 'ada', { expiry: '10d' });
    const dead = await issue(world, world.alice, 'ada', { expiry: '300d' });
    await world.ask(world.alice, 'tokens revoke', { id: dead.id });
    const short = { longest: '30d', default_expiry: '30d' };
    expect(await questionOf(world, world.alice, short)).toBe(
      '3 live tokens of 2 bots end sooner by it, 1 of them at once; the next ends 30 Jan 2027, 22:14 CET (in 30 days). ' +
        'Default expiry: 30 days (until now: 365 days). Longest lifetime: 30 days (until now: no limit).',
    );
    expect(await questionOf(world, world.alice, { longest: '400d' })).toMatch(
      /^No live token ends sooner by it\. /,
    );
    expect(await shown(world, world.alice)).toContain('Longest lifetime: no limit');
    const outcome = await world.ask(world.alice, 'policy set', short);
    expect(said(outcome)).toMatch(/ 3 live tokens of 2 bots end sooner by it, 1 of them at once; /);
    const { tokens } = done(await world.ask(world.bob, 'tokens list', { username: 'steve' }));
    expect(tokens).toMatchObject([
      { id: kept.id, expires_at: new Date(world.clock.now().getTime() + 30 * DAY) },
    ]);
  });

  test('ends what is too old at once, and says so to whoever uses it', async () => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve', { expiry: '365d' });
    world.clock.pass(2 * DAY);
    await world.bot(token);
    const input = { longest: '1d', default_expiry: '1d' };
    expect(await questionOf(world, world.alice, input)).toMatch(
      /^1 live token of 1 bot ends sooner by it, at once\. /,
    );
    done(await world.ask(world.alice, 'policy set', input));
    await expect(world.bot(token)).rejects.toMatchObject({ code: 'expired_bot_token' });
    expect(await rows(world, 'select revoked_at, ended_by from token')).toEqual([
      { revoked_at: null, ended_by: null },
    ]);
  });

  test('lets no process go on believing what was', async () => {
    await using world = await withSteve();
    const heard: unknown[] = [];
    const peers = {
      announce: async (_db: unknown, stale: unknown) => {
        heard.push(stale);
        return async () => undefined;
      },
    };
    const command = world.deps.commands.find(({ name }) => name === 'policy set');
    if (!command) throw new Error('there is no policy set');
    await execute(command, { superseded: 'freeze' }, world.alice, { ...world.deps, peers }, true);
    expect(heard).toEqual([{ tokens: [], bots: [], members: [], organization: world.alice.organizationId }]);
  });

  test('refuses what makes no sense with a sentence, and changes nothing', async () => {
    await using world = await withSteve();
    const before = await shown(world, world.alice);
    const expected: [input: Record<string, unknown>, code: string, sentence: string][] = [
      [
        {},
        'missing_input',
        'Say what to change, as in `policy set --longest 90d`. There are `--default-expiry`, ',
      ],
      [{ superseded: 'tell' }, 'already_done', 'The policy says that already: `policy show`'],
      [
        { longest: '90d' },
        'invalid_input',
        'The default expiry would be 365 days, which is more than the longest lifetime, 90 days. Set both, as in ',
      ],
      [{ longest: '90d', default_expiry: '91d' }, 'invalid_input', 'The default expiry would be 91 days, '],
      [{ longest: '0d' }, 'invalid_input', '`0d` is not a time.'],
      [{ reminders: ',' }, 'invalid_input', 'Reminders are times, as in `7d 3d 1d`, or none.'],
      [
        { reminders: '1d 2d 3d 4d 5d 6d 7d 8d 9d 10d 11d' },
        'invalid_input',
        'There are at most 10 reminders, and these are 11.',
      ],
      [
        { superseded: 'shout' },
        'invalid_input',
        'Use of a replaced token: `shout` is not there. There are `tell` and `freeze`.',
      ],
      [
        { approval: 'bots,all' },
        'invalid_input',
        '`all` cannot need approval: there are `bots` and `scopes`.',
      ],
      [
        { approval_channel: 'general' },
        'invalid_input',
        '`general` is not a channel. Name it as in `#general`.',
      ],
    ];
    for (const [input, code, sentence] of expected) {
      const refusal = refused(await world.ask(world.alice, 'policy set', input));
      expect(refusal.code).toBe(code);
      expect(refusal.sentence.slice(0, sentence.length)).toBe(sentence);
    }
    expect(await shown(world, world.alice)).toEqual(before);
    const tooLong = await world.ask(world.alice, 'policy set', { longest: '90d' });
    if (tooLong.kind !== 'refused') throw new Error('it was done');
    expect(Object.keys(tooLong.error.fields)).toEqual(['longest']);
  });

  test('belongs to one organization', async () => {
    await using world = await withSteve();
    const there = await world.person('alice', 'T0THERE');
    await world.ask(there, 'bots create', { username: 'steve' });
    const { id } = await issue(world, there, 'steve', { expiry: '300d' });
    const [before] = await rows(world, `select expires_at from token where id = '${id}'`);
    done(await world.ask(world.alice, 'policy set', { longest: '1d', default_expiry: '1d' }));
    expect(await rows(world, `select expires_at from token where id = '${id}'`)).toEqual([before]);
    expect(await shown(world, there)).toContain('Longest lifetime: no limit');
  });
});
