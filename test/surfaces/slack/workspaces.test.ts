import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from '../../dump.ts';
import { startBotmint } from '../../running.ts';
import { deliver, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { openAnswers } from './answers.ts';
import { answerTo, modalFor, saidTo, tokenIn } from './asking.ts';
import { type Ground, openGround } from './installing.ts';

const stack = new AsyncDisposableStack();
let ground: Ground;
let here: Person;
let there: Person;

beforeAll(async () => {
  ground = stack.use(await openGround());
  await ground.one.install();
  await ground.two.install();
  here = stack.use(await ground.one.person('alice'));
  there = stack.use(await ground.two.person('alice'));
});

afterAll(() => stack.disposeAsync());

const organizations = async () =>
  sql(ground.botmint.databaseUrl, 'select id, slack_team_id from organization order by slack_team_id');

const One = z.array(z.object({ it: z.string() }));

const column = async (query: string, ...values: string[]): Promise<string[]> =>
  One.parse(await sql(ground.botmint.databaseUrl, query, values)).map(({ it }) => it);

/** Each call went with the token of the workspace that it was for. */
function expectNoneCrossed(least: number): void {
  const { calls, one, two } = ground;
  const said = calls.filter(({ teamId }) => teamId !== null);
  expect(said.length).toBeGreaterThan(least);
  expect(said.filter(({ teamId, takenBy }) => teamId !== takenBy)).toEqual([]);
  const tokens = (teamId: string) =>
    new Set(calls.filter(({ takenBy, token }) => takenBy === teamId && token).map(({ token }) => token));
  expect([...tokens(one.teamId)].filter((token) => tokens(two.teamId).has(token))).toEqual([]);
}

describe('two workspaces that installed Botmint', () => {
  test('are two organizations, with the same names in both', async () => {
    expect(await organizations()).toHaveLength(2);
    for (const alice of [here, there])
      expect(await saidTo(alice, '/bots create steve')).toContain('steve is ready, and you own it.');
    await saidTo(here, '/bots create olaf');
    expect(await saidTo(here, '/bots list')).toContain('2 bots');
    expect(await saidTo(there, '/bots list')).toContain('1 bot');
    expect(await saidTo(there, '/bots show olaf')).toContain('There is no bot named `olaf`');
  });

  test('know nothing of each other’s tokens', async () => {
    const { message } = await answerTo(here, '/tokens issue -u steve -e 3d');
    const { body } = await ground.botmint.me(tokenIn(message));
    expect(body).toMatchObject({ slug: 'steve' });
    const [id = ''] = await column('select id as it from token');
    expect(await saidTo(there, `/tokens show ${id}`)).toContain('There is no token');
    expect(await saidTo(here, `/tokens show ${id}`)).toContain(id);
  });

  test('have their people told in their own, of what happened there', async () => {
    await using bob = await ground.two.person('bob');
    await using other = await ground.one.person('bob');
    await saidTo(there, '/bots transfer steve @bob');
    const { message } = await bob.nextEvent(
      'message',
      ({ message: { text } }) => text.includes('steve'),
      8000,
    );
    expect(message.text).toContain('alice');
    expect(other.unseen.filter(({ type }) => type === 'message')).toEqual([]);
  });

  test('never speak with each other’s token, in two hundred requests that come at once', async () => {
    const before = ground.calls.length;
    const opened = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { teamId } = index % 2 === 0 ? ground.one : ground.two;
        const { id } = index % 2 === 0 ? here : there;
        return deliver(ground.botmint, homeOpened(id, teamId, index));
      }),
    );
    expect(opened.filter(({ status }) => status !== 200)).toEqual([]);
    const published = () => ground.calls.slice(before).filter(({ method }) => method === 'views.publish');
    await expect.poll(() => published().length, { timeout: 15_000 }).toBe(200);
    for (const { teamId } of [ground.one, ground.two])
      expect(published().filter(({ takenBy }) => takenBy === teamId)).toHaveLength(100);
    expectNoneCrossed(200);
  });
});

/** Somebody opens their home, as Slack tells it. */
function homeOpened(user: string, team_id: string, index: number) {
  const event = { type: 'app_home_opened', tab: 'home', user, channel: 'D1', event_ts: '1.1' };
  const body = JSON.stringify({ type: 'event_callback', team_id, event_id: `Ev${index}`, event });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hash = createHmac('sha256', ground.app.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
  };
  return { method: 'POST', body, headers };
}

test('one that is asked too often says so at once, and goes on when Slack takes more', async () => {
  ground.wait = 30;
  try {
    expect(await saidTo(here, '/bots create')).toBe(
      'Slack takes no more from Botmint just now. Try again in 30 seconds.',
    );
  } finally {
    ground.wait = 0;
  }
  await modalFor(here, '/bots create');
});

describe('a workspace that puts Botmint out', () => {
  test('is left by every process, keeps its bots, and comes back as it was', async () => {
    const { botmint, one, two, app } = ground;
    const [token] = [tokenIn((await answerTo(here, '/tokens issue -u steve -e 3d')).message)];
    await using second = await startBotmint({
      ...ground.environment,
      DATABASE_URL: botmint.databaseUrl,
      DATA_DIR: botmint.dataFolder,
      PORT: '0',
    });
    const typed = async (answers: { url: string }) => {
      const who = { userId: here.id, teamId: one.teamId, responseUrl: answers.url };
      const form = await slashForm(botmint, '/bots', 'list', who);
      return deliver(second, await signed(second, form, { secret: app.signingSecret }));
    };
    await using before = await openAnswers();
    expect(await typed(before)).toEqual({ status: 200, text: '' });
    expect(await before.said).toContain('bots');

    const organizationsBefore = await organizations();
    await one.uninstall();
    const kept = async () =>
      sql(
        botmint.databaseUrl,
        'select team_id from slack_installation where sealed_bot_token is not null order by 1',
      );
    await expect.poll(kept, { timeout: 8000 }).toEqual([{ team_id: two.teamId }]);
    await using after = await openAnswers();
    await typed(after);
    expect(await after.said).toContain('Botmint is not installed in this workspace any more.');
    expect(await botmint.me(token)).toMatchObject({ status: 200 });
    expect(await saidTo(there, '/bots list')).toContain('bot');

    expect((await one.install()).status).toBe(200);
    expect(await organizations()).toEqual(organizationsBefore);
    expect(await saidTo(here, '/bots list')).toContain('2 bots');
    const audited = await column(
      "select command as it from audit_entry where command like 'slack%' and target = $1 order by at",
      one.teamId,
    );
    expect(audited).toEqual(['slack install', 'slack uninstall', 'slack install']);
    expectNoneCrossed(200);
  });
});
