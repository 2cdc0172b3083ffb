import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { execute, executeOnce, type Outcome } from '../../src/commands/execute.ts';
import { link } from '../../src/commands/link.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import { Secret } from '../../src/core/secret.ts';
import { plain } from '../../src/core/text.ts';
import { POINTERS } from '../../src/store/joining.ts';
import { done, openWorld, refused, rows, said, slackPerson, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await slack('bob');
  await matrix('bob');
});
afterAll(() => world[Symbol.asyncDispose]());

/** Somebody of Slack, new under any name. */
const slack = async (name: string): Promise<MemberActor> => {
  const userId = `U0${name.toUpperCase()}`;
  const bob = slackPerson('bob', undefined, { userId, name });
  return actors.ofSlackUser({ ...bob, userId }, world.deps);
};

const matrix = async (name: string, isAlone = true): Promise<MemberActor> =>
  actors.ofMatrixUser(
    { serverName: 'hs.test', userId: `@${name}:hs.test`, admins: new Set(), fresh: false, isAlone },
    world.deps,
  );

async function codeOf(who: MemberActor): Promise<string> {
  const { link_code: code } = done(await world.ask(who, 'link'));
  return code instanceof Secret ? code.reveal() : '';
}

const type = async (who: MemberActor, code: string): Promise<Outcome> => world.ask(who, 'link', { code });
const isNone = { code: 'forbidden', sentence: expect.stringContaining('This is no code') };

describe('link', () => {
  test('makes one member of two, whichever of them made the code, with the bots of both', async () => {
    for (const [name, isMadeInSlack] of [
      ['ada', true],
      ['eda', false],
    ] as const) {
      const [inSlack, inMatrix] = [await slack(name), await matrix(name)];
      await world.ask(inSlack, 'bots create', { username: `${name}-one` });
      await world.ask(inMatrix, 'bots create', { username: `${name}-two` });
      const [maker, asker] = isMadeInSlack ? [inSlack, inMatrix] : [inMatrix, inSlack];
      const code = await codeOf(maker);
      expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
      const outcome = await type(asker, code.toLowerCase().replace('-', ''));
      expect(said(outcome)).toBe(
        `You are ${name} in Slack and \`@${name}:hs.test\` in Matrix, and one person from now on. 2 bots are yours in both. You may do what your workspace says: member.`,
      );
      for (const now of [await slack(name), await matrix(name)]) {
        expect(now.id).toBe(inSlack.id);
        for (const username of [`${name}-one`, `${name}-two`])
          expect(done(await world.ask(now, 'bots show', { username }))).toMatchObject({ owner: name });
      }
      // Typed again, or heard again, it is so already.
      expect(said(await type(await matrix(name), code))).toContain('were one person before');
    }
  });

  test('asks whether the other one is them, by name', async () => {
    const code = await codeOf(await matrix('zoe'));
    const outcome = await execute(link, { code }, await slack('zoey'), world.deps, false);
    if (outcome.kind !== 'confirm') throw new Error(outcome.kind);
    expect(plain(outcome.question.text)).toContain('The code was made by zoe of Matrix. Is that you?');
    expect((await execute(link, {}, await slack('zoey'), world.deps, false)).kind).toBe('done');
  });

  test('a code is kept and recorded nowhere, works once, and ends with the next one or after ten minutes', async () => {
    const [gus, fay] = [await slack('gus'), await slack('fay')];
    const other = await matrix('gus');
    const [first, second] = [await codeOf(gus), await codeOf(gus)];
    expect(refused(await type(other, first))).toEqual(isNone);
    world.clock.pass(600_000);
    expect(refused(await type(other, second))).toEqual(isNone);
    const third = await codeOf(gus);
    done(await type(other, third));
    expect(refused(await type(await matrix('fay'), third))).toEqual(isNone);
    done(await type(await matrix('fay'), await codeOf(fay)));
    for (const table of ['audit_entry', 'link_code', 'link_try', 'replay'])
      for (const row of await rows(world, `select to_jsonb(${table}) as all from ${table}`))
        for (const code of [first, second, third])
          expect(JSON.stringify(row)).not.toMatch(new RegExp(code.replace('-', '-?'), 'i'));
    const audited = await rows(world, `select outcome from audit_entry where command = 'link'`);
    expect(audited.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['done', 'forbidden']));
  });

  test('five wrong ones in an hour are the most, counted also under one key and all at once', async () => {
    const [ira, code] = [await matrix('ira'), await codeOf(await slack('ira'))];
    const wrong = async (key: string) => executeOnce(link, { code: 'AAAA-AAAA' }, ira, world.deps, key);
    const same = [await wrong('one'), await wrong('one')];
    expect(same.map((outcome) => (outcome.kind === 'refused' ? outcome.error.code : outcome.kind))).toEqual([
      'forbidden',
      'forbidden',
    ]);
    const sentences = (await Promise.all(Array.from({ length: 6 }, async () => type(ira, 'BBBB-BBBB')))).map(
      (outcome) => refused(outcome).code,
    );
    expect(sentences.toSorted()).toEqual([...Array(3).fill('forbidden'), ...Array(3).fill('rate_limited')]);
    const right = await type(ira, code);
    expect(refused(right).sentence).toMatch(
      /^You typed 5 wrong codes in the last hour\. You can type the next at .* \(in 1 hour\)\.$/,
    );
    expect((await execute(link, { code }, ira, world.deps, false)).kind).toBe('refused');
    world.clock.pass(3_600_000);
    done(await type(ira, await codeOf(await slack('ira'))));
  });

  test('is not for a room where others read along: there is no code, and one that is typed is withdrawn', async () => {
    const code = await codeOf(await slack('lea'));
    expect(refused(await world.ask(await matrix('lea', false), 'link')).sentence).toContain('direct room');
    expect(refused(await type(await matrix('lea', false), code)).sentence).toContain('withdrawn');
    expect(refused(await type(await matrix('lea'), code))).toEqual(isNone);
  });

  test('joins one account of each, and nobody with themselves or with who is joined', async () => {
    const kim = await slack('kim');
    expect(refused(await type(kim, await codeOf(kim))).sentence).toContain('your own');
    expect(refused(await type(await slack('max'), await codeOf(kim))).sentence).toContain('the same chat');
    // Of two who type each other's at once, the second finds it done.
    const here = await matrix('kim');
    const [mine, theirs] = [await codeOf(kim), await codeOf(here)];
    const both = await Promise.all([type(here, mine), type(kim, theirs)]);
    expect(both.filter(({ kind }) => kind === 'done').length).toBeGreaterThan(0);
    expect((await matrix('kim')).id).toBe(kim.id);
  });
});

test('all that is said of a member is said of the one that they become', async () => {
  const keys = await rows(
    world,
    `select conrelid::regclass::text as table, own.attname as column
     from pg_constraint
     join lateral unnest(conkey, confkey) as pair (own, foreign_) on true
     join pg_attribute own on own.attrelid = conrelid and own.attnum = pair.own
     join pg_attribute referred on referred.attrelid = confrelid and referred.attnum = pair.foreign_
     where contype = 'f' and confrelid = 'member'::regclass and referred.attname = 'id'`,
  );
  const found = keys.map(({ table, column }) => `${String(table)}.${String(column)}`);
  expect(found.length).toBeGreaterThan(10);
  expect(POINTERS.map((pointer) => pointer.join('.')).toSorted()).toEqual(found.toSorted());
});

test('of two promises in the place of one token one stays, and nobody is offered or backs up their own bot', async () => {
  const [inSlack, inMatrix] = [await slack('uma'), await matrix('uma')];
  await world.ask(inSlack, 'bots create', { username: 'uma-bot' });
  const { id } = done(await world.ask(inSlack, 'tokens issue', { username: 'uma-bot', expiry: '100d' }));
  await world.ask(inSlack, 'bots transfer', { username: 'uma-bot', to: '@uma:hs.test' });
  for (const { id: member } of [inSlack, inMatrix])
    await rows(
      world,
      `insert into claim (organization_id, id, member_id, bot_id, token_id, reason, created_at, expires_at)
       select organization_id, gen_random_uuid(), '${member}', bot_id, id, 'reminder', created_at, expires_at
       from token where id = '${String(id)}'`,
    );
  done(await type(inMatrix, await codeOf(inSlack)));
  expect(
    await rows(
      world,
      `select withdrawn_at is null as open from claim where token_id = '${String(id)}' order by 1`,
    ),
  ).toEqual([{ open: false }, { open: true }]);
  const [bot] = await rows(world, `select owner_id, offered_to_id from bot where username = 'uma-bot'`);
  expect(bot).toEqual({ owner_id: inSlack.id, offered_to_id: null });
});
