import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { call } from '../../slack-clone/call.ts';
import { ask as query } from '../../slack-clone/rows.ts';
import { botClient } from '../../slack-clone/world.ts';
import { answerTo, type Cloning, openCloning, urlOf } from './cloning.ts';

let here: Cloning;

beforeAll(async () => {
  here = await openCloning();
});

afterAll(async () => {
  await here[Symbol.asyncDispose]();
});

test('spin makes a workspace in which both its tokens work, and says so in a line and the tokens', async () => {
  const { code, out, err } = await here.ask('spin slack --seed acme-corp');
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^slack-[0-9a-f]{4} is ready in \d+\.\d s: full, http:\/\/127\.0\.0\.1:\d+\n  bot token   xoxb-\S+\n  user token  xoxp-\S+\n$/,
    ),
  });
  expect(err).toMatch(/^`botmint clone tokens slack-[0-9a-f]{4}` shows them again\.\n$/);
  const [id = ''] = out.split(' ');
  const [, url = '', bot = '', user = ''] = /(http:\S+)\n.*(xoxb-\S+)\n.*(xoxp-\S+)/.exec(out) ?? [];
  expect([await answerTo(url, bot), await answerTo(url, user)]).toEqual(['ok', 'ok']);
  const { members = [] } = await botClient(url, bot).users.list({});
  expect(members.filter(({ is_bot: isBot }) => !isBot)).toHaveLength(6);
  const { channels = [] } = await botClient(url, bot).conversations.list({
    types: 'public_channel,private_channel',
  });
  expect(channels.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['general', 'engineering', 'incidents']),
  );
  const channel = channels.find(({ name }) => name === 'general')?.id ?? '';
  const { messages = [] } = await botClient(url, bot).conversations.history({ channel });
  expect(messages.at(-1)).toMatchObject({
    reactions: [
      { name: '+1', count: 3 },
      { name: 'eyes', count: 1 },
    ],
    pinned_to: [channel],
  });
  expect(await here.ask(`destroy ${id} --yes`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('is gone'),
  });
  expect(await here.ask(`status ${id}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('[CLONE_NOT_FOUND]'),
  });
});

describe('a workspace that was spun', () => {
  test('has no page in the mode api, and all else', async () => {
    const clone = await here.spun(' --mode api --name Api');
    const page = await fetch(urlOf(clone));
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('has no page')]);
    expect(clone.endpoints).toEqual({ api: `${urlOf(clone)}/api/`, web: null });
    const { team } = await botClient(urlOf(clone), clone.tokens.botToken).team.info();
    expect(team?.name).toBe('Api');
  });

  test('refuses too many calls a minute, as Slack does, where it is spun with --tiers, also when it starts again', async () => {
    const strict = await here.spun(' --mode api --tiers');
    const easy = await here.spun(' --mode api');
    await here.ask(`stop ${strict.id}`);
    await here.ask(`start ${strict.id}`);
    const last = async (clone: typeof strict): Promise<[number, boolean]> => {
      const headers = { authorization: `Bearer ${clone.tokens.botToken}` };
      const list = async () => fetch(`${urlOf(clone)}/api/users.list`, { headers });
      for (let time = 0; time < 20; time += 1) expect((await list()).status).toBe(200);
      const { status, headers: told } = await list();
      return [status, told.has('retry-after')];
    };
    expect([await last(strict), await last(easy)]).toEqual([
      [429, true],
      [200, false],
    ]);
  });

  test('shows its tokens by spin and tokens alone, and hashes are all that the database has', async () => {
    const { id, tokens } = await here.spun();
    const shown = await here.ask(`tokens ${id}`);
    expect(shown.out).toBe(
      `${id} tokens:\n  bot token   ${tokens.botToken}\n  user token  ${tokens.userToken}\n  app ${tokens.appId} · workspace ${tokens.workspaceId}\n`,
    );
    expect(await here.pairOf(id)).toEqual(tokens);
    const elsewhere = [
      'ls',
      'ls --json',
      'status',
      `status ${id}`,
      `status ${id} --json`,
      `logs ${id}`,
      `start ${id} --json`,
    ];
    const said = await Promise.all(elsewhere.map(async (line) => (await here.ask(line)).out));
    expect(said.join('')).toContain(id);
    expect(said.join('')).not.toMatch(/xox[bp]-/);
    const rows = await query(here.botmint.databaseUrl, `select * from clone_${id.replace('-', '_')}.token`);
    expect(rows.length).toBeGreaterThan(1);
    for (const token of [tokens.botToken, tokens.userToken])
      expect(JSON.stringify(rows)).not.toContain(token);
    expect((await stat(join(here.botmint.dataFolder, 'registry.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(here.botmint.dataFolder, 'clones', `${id}.log`))).mode & 0o777).toBe(0o600);
  });

  test('gets a fresh pair by --reprovision, and the one before is dead at once, also where it listens', async () => {
    const clone = await here.spun();
    const { id, tokens: old } = clone;
    const headers = { authorization: `Bearer ${old.userToken}` };
    const stream = await fetch(`${urlOf(clone)}/api/client.events`, { headers });
    const { out } = await here.ask(`tokens ${id} --reprovision`);
    expect(out).toMatch(new RegExp(`^${id} tokens \\(rotated\\):\n  bot token   xoxb-`));
    // It ends by itself, or this would never be over.
    await stream.text();
    const fresh = await here.pairOf(id);
    const told = await Promise.all(
      [old.botToken, old.userToken, fresh.botToken, fresh.userToken].map((token) =>
        answerTo(urlOf(clone), token),
      ),
    );
    expect(told).toEqual(['token_revoked', 'token_revoked', 'ok', 'ok']);
    expect([fresh.appId, fresh.workspaceId]).toEqual([old.appId, old.workspaceId]);
  });

  test('stops and starts in silence, where and as it was', async () => {
    const clone = await here.spun();
    const { id, tokens } = clone;
    expect(await here.ask(`stop ${id}`)).toEqual({ code: 0, out: '', err: '' });
    expect(await here.statusOf(id)).toMatchObject({ state: 'stopped' });
    await expect(fetch(urlOf(clone))).rejects.toThrow('fetch failed');
    // What is asked of it meanwhile is refused, or kept for when it starts.
    expect(await here.ask(`seed ${id} -f small`)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`clone start ${id}`),
    });
    const fresh = await here.pairOf(id, ' --reprovision');
    expect(await here.ask(`start ${id}`)).toEqual({ code: 0, out: '', err: '' });
    expect(await answerTo(urlOf(clone), tokens.botToken)).toBe('token_revoked');
    expect(await answerTo(urlOf(clone), fresh.botToken)).toBe('ok');
  });

  test('is seeded once, and reset brings back what its last fixture has, with ids and tokens as before', async () => {
    const clone = await here.spun();
    const { id, tokens } = clone;
    const bot = botClient(urlOf(clone), tokens.botToken);
    expect((await here.ask(`seed ${id} -f small`)).out).toBe(
      `small is in ${id} now: 1 new person, 1 new channel, 12 messages.\n`,
    );
    expect((await here.ask(`seed ${id} -f small`)).out).toMatch(
      /^small is in .* already, so nothing was changed\./,
    );
    const people = (await bot.users.list({})).members?.map(({ id: each, name }) => `${each} ${name}`);
    const { channels = [] } = await bot.conversations.list();
    const channel = channels.find(({ name }) => name === 'general')?.id ?? '';
    const said = (await bot.conversations.history({ channel })).messages?.length;
    await bot.chat.postMessage({ channel, text: 'This will be gone.' });
    expect(await here.ask(`reset ${id}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('with small'),
    });
    expect((await bot.users.list({})).members?.map(({ id: each, name }) => `${each} ${name}`)).toEqual(
      people,
    );
    expect((await bot.conversations.history({ channel })).messages).toHaveLength(said ?? -1);
  });

  test('logs what it was asked, and never with what', async () => {
    const clone = await here.spun();
    await call(urlOf(clone), 'api.test', { secret: 'hunter2' });
    await call(urlOf(clone), 'hunter2', {}).catch(() => undefined);
    const { out } = await here.ask(`logs ${clone.id} -n 2`);
    expect(out).toMatch(/^\S+Z info api\.test ok\n\S+Z info an unknown method unknown_method\n$/);
  });
});

test('those that ran run again after a restart, and one that cannot keeps nobody from it', async () => {
  const [one, two, three] = [await here.spun(), await here.spun(), await here.spun()];
  const logs = async (): Promise<string> => (await here.ask(`logs ${one.id}`)).out;
  const before = await logs();
  await here.ask(`stop ${three.id}`);
  // As if somebody had taken its port while nothing ran.
  await here.ask(`stop ${two.id}`);
  await using other = createServer().listen(two.ports.backend, '127.0.0.1');
  await once(other, 'listening');
  const registry = join(here.botmint.dataFolder, 'registry.json');
  const { [two.id]: entry, ...others } = Registry.parse(JSON.parse(await readFile(registry, 'utf8')));
  const wanted = { ...entry, spun: { ...entry?.spun, wanted: 'running' } };
  await writeFile(registry, JSON.stringify({ ...others, [two.id]: wanted }));
  await here.restart();
  expect(await answerTo(urlOf(one), (await here.pairOf(one.id)).botToken)).toBe('ok');
  await here.pairOf(two.id);
  expect(await here.statusOf(two.id)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('clone start'),
  });
  expect(await here.statusOf(three.id)).toMatchObject({ state: 'stopped' });
  expect(await logs()).toContain(before);
});

const Registry = z.record(z.string(), z.looseObject({ spun: z.looseObject({}).optional() }));
