import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { openAnswers } from './answers.ts';
import { answerTo, saidTo } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  await saidTo(bob, '/bots create steve');
  await saidTo(alice, '/botmint whoami');
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** Changes what the workspace says of somebody. */
async function workspaceSays(name: string, change: string): Promise<void> {
  await sql(botmint.databaseUrl, `update clone_slack_local.member set ${change} where name = $1`, [name]);
}

/** As if this much time had gone by since the role of this person was read. */
async function roleReadBefore(name: string, seconds: number): Promise<void> {
  await sql(
    botmint.databaseUrl,
    `update member set checked_at = checked_at - make_interval(secs => $2) where name = $1`,
    [name, seconds],
  );
}

const ADMIN = 'You are alice, an admin here: you act on every bot.';

describe('roles come from the workspace', () => {
  test('alice is an admin, bob a member', async () => {
    expect(await saidTo(alice, '/botmint whoami')).toBe(ADMIN);
    expect(await saidTo(bob, '/botmint whoami')).toMatch(/^You are bob, a member here: you make bots/);
  });

  test('a demotion counts when what is known is older than a minute', async () => {
    await workspaceSays('alice', 'is_admin = false, is_owner = false');
    expect(await saidTo(alice, '/botmint whoami')).toBe(ADMIN);
    await roleReadBefore('alice', 61);
    expect(await saidTo(alice, '/botmint whoami')).toMatch(/^You are alice, a member here:/);
    await workspaceSays('alice', 'is_admin = true, is_owner = true');
    await roleReadBefore('alice', 61);
    expect(await saidTo(alice, '/botmint whoami')).toBe(ADMIN);
  });

  test('and at once before something that cannot be taken back', async () => {
    const asked = await answerTo(alice, '/bots delete steve');
    await workspaceSays('alice', 'is_admin = false, is_owner = false');
    await alice.press(asked, 'run-yes');
    const { message } = await alice.nextEvent('ephemeral_changed');
    expect(message.text).toBe('bob owns steve; only bob or an admin can do that.');
    expect(await sql(botmint.databaseUrl, 'select from bot where deleted_at is not null')).toEqual([]);
    await workspaceSays('alice', 'is_admin = true, is_owner = true');
  });

  test('a guest who became a member may, a minute later', async () => {
    await using carol = await botmint.person('carol');
    expect(await saidTo(carol, '/bots create hers')).toContain('You are a guest here');
    await workspaceSays('carol', 'is_restricted = false');
    await roleReadBefore('carol', 61);
    expect(await saidTo(carol, '/bots create hers')).toContain('hers is ready, and you own it.');
  });

  test('somebody whom the workspace deactivated is refused', async () => {
    await workspaceSays('carol', 'deleted = true');
    await roleReadBefore('carol', 61);
    const [carol] = await sql(
      botmint.databaseUrl,
      "select slack_user_id as id from member where name = 'carol'",
    );
    const before = await dump(botmint.databaseUrl);
    const text = await answered({ userId: (carol as { id: string }).id }, '/bots', 'create late');
    expect(text).toBe('Your account in this workspace is deactivated, so there is nothing you can do here.');
    expect((await dump(botmint.databaseUrl))['bot']).toEqual(before['bot']);
  });
});

describe('somebody of another workspace', () => {
  test('has nothing here, and leaves no trace', async () => {
    const before = await dump(botmint.databaseUrl);
    const text = await answered({ userId: bob.id, teamId: 'T0ELSEWHERE' }, '/bots', 'create intruder');
    expect(text).toBe('You are from another workspace, and Botmint acts only for the people of this one.');
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('has nothing in that one either, were it known here', async () => {
    const { databaseUrl } = botmint;
    const home = "select gen_random_uuid(), 'T0KNOWN', 'Known', now()";
    await sql(databaseUrl, `insert into organization (id, slack_team_id, name, created_at) ${home}`);
    await sql(
      databaseUrl,
      `insert into member select o.id, m.id, slack_user_id, m.name, time_zone, 'admin', false, now(), now()
         from member m, organization o where m.name = 'bob' and o.slack_team_id = 'T0KNOWN'`,
    );
    const text = await answered({ userId: bob.id, teamId: 'T0KNOWN' }, '/bots', 'create intruder');
    expect(text).toBe('You are from another workspace, and Botmint acts only for the people of this one.');
    expect(await sql(databaseUrl, "select from bot where username = 'intruder'")).toEqual([]);
  });

  test('who is not known to the workspace at all has nothing either', async () => {
    const before = await dump(botmint.databaseUrl);
    const text = await answered({ userId: 'U0NOBODY' }, '/bots', 'list');
    expect(text).toBe('This workspace does not know you, so there is nothing you can do here.');
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });
});

/** What a request that was made by hand is answered with, at the address it names. */
async function answered(
  who: { userId: string; teamId?: string },
  command: string,
  text: string,
): Promise<string> {
  await using answers = await openAnswers();
  const form = await slashForm(botmint, command, text, { ...who, responseUrl: answers.url });
  expect(await deliver(botmint, await signed(botmint, form))).toEqual({ status: 200, text: '' });
  return await answers.said;
}
