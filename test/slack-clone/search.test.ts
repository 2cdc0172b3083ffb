import { describe, expect, test } from 'vitest';
import { beginning, dayIn } from '../../src/slack-clone/search/day.ts';
import { readQuery } from '../../src/slack-clone/search/query.ts';
import type { Person } from './person.ts';
import { ask } from './rows.ts';
import { openWorld } from './world.ts';

/** The texts that were found. */
async function found({ web }: Person, query: string, more: object = {}): Promise<string[]> {
  const { messages } = await web.search.messages({ query, sort: 'timestamp', sort_dir: 'asc', ...more });
  return (messages?.matches ?? []).map(({ text = '' }) => text);
}

/** How many messages and how many files. */
async function foxes({ web }: Person): Promise<(number | undefined)[]> {
  const { messages, files } = await web.search.all({ query: 'fox' });
  return [messages?.total, files?.total];
}

const read = (typed: string) => readQuery(typed, '2026-03-01');

/** Many words, no two alike. */
const words = (from: number): string =>
  Array.from({ length: 700 }, (_, at) => (from + at).toString(36)).join(' ');

describe('search.messages', () => {
  test('finds words, phrases and beginnings, in what an app’s blocks say too', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const texts = [
      'Deploy of api-7 failed',
      'the deploy is done',
      'failed to deploy: see <https://x.test/log>',
    ];
    for (const text of texts) await world.post({ channel, text });
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'Rollback *finished*\nquietly' } };
    await world.bot.apiCall('chat.postMessage', { channel, text: 'from blocks', blocks: [section] });
    const [one, two, three] = texts;
    expect(await found(bob, 'DEPLOY')).toEqual([one, two, three]);
    expect(await found(bob, 'deploy failed')).toEqual([one, three]);
    expect(await found(bob, '"deploy is"')).toEqual([two]);
    expect(await found(bob, 'depl* -failed')).toEqual([two]);
    expect(await found(bob, 'api-7')).toEqual([one]);
    expect(await found(bob, 'quietly rollback')).toEqual(['from blocks']);
    expect(await found(bob, 'mrkdwn')).toEqual([]);
    expect(await found(bob, 'has:link')).toEqual([three]);
    for (const odd of ["'", '\\', "it's:*", '!&|()<>:*', '"', '""', "a'b*", '🦊', '-'])
      expect(await found(bob, odd)).toEqual([]);
    const { messages } = await bob.web.search.messages({ query: 'deploy "is done"', highlight: true });
    expect(messages?.matches?.[0]?.text).toBe('the \uE000deploy\uE001 \uE000is\uE001 \uE000done\uE001');
  });

  test('answers as Slack does, page by page and by cursor', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const stamps: string[] = [];
    for (const text of ['cat', 'cat cat cat', 'cat']) {
      stamps.push((await world.post({ channel, text })).ts ?? '');
    }
    const { messages, query } = await bob.web.search.messages({ query: 'cat', count: 2 });
    expect(query).toBe('cat');
    expect(messages).toMatchObject({
      total: 3,
      pagination: { total_count: 3, page: 1, per_page: 2, page_count: 2, first: 1, last: 2 },
      paging: { count: 2, total: 3, page: 1, pages: 2 },
      matches: [{ text: 'cat cat cat' }, { ts: stamps[2] }],
    });
    expect(messages?.matches?.[1]).toMatchObject({
      type: 'message',
      team: world.installation.teamId,
      user: world.installation.botUserId,
      username: 'botmint',
      channel: { id: channel, name: 'bots', is_private: false },
      permalink: `${world.url}/archives/${channel}/p${stamps[2]?.replace('.', '')}`,
    });
    const past = await bob.web.search.messages({ query: 'cat', count: 2, page: 9 });
    expect(past.messages).toMatchObject({ total: 3, matches: [] });
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined = '*';
    while (cursor) {
      const page = await bob.web.search.messages({ query: 'cat', count: 2, sort: 'timestamp', cursor });
      seen.push(...(page.messages?.matches ?? []).map(({ ts }) => ts));
      cursor = page.response_metadata?.next_cursor;
    }
    expect(seen).toEqual(stamps.toReversed());
    const search = (given: object) => bob.web.apiCall('search.messages', { query: 'cat', ...given });
    await expect(search({ query: ' ' })).rejects.toThrow('no_query');
    await expect(search({ query: 'a\0' })).rejects.toThrow('invalid_charset');
    await expect(search({ count: 101 })).rejects.toThrow('invalid_arguments');
    await expect(search({ sort: 'size' })).rejects.toThrow('invalid_arguments');
    await expect(search({ cursor: 'x' })).rejects.toThrow('invalid_cursor');
    await expect(world.bot.apiCall('search.messages', { query: 'cat' })).rejects.toThrow(
      'not_allowed_token_type',
    );
  });

  test('finds only what the person can read, and looks where, from whom and when it is told to', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    await using bob = await world.signIn('bob');
    const [bots, general] = [await bob.channelId('#bots'), await bob.channelId('#general')];
    await world.post({ channel: bots, text: 'fox one' });
    const { ts = '' } = await bob.web.chat.postMessage({ channel: general, text: 'fox two' });
    await bob.web.chat.postMessage({ channel: general, thread_ts: ts, text: 'fox three' });
    const { channel } = await alice.web.conversations.open({ users: bob.id });
    await alice.web.chat.postMessage({ channel: channel?.id ?? '', text: 'fox four' });
    await world.post({ channel: alice.id, text: 'fox five' });
    const all = ['fox one', 'fox two', 'fox three', 'fox four'];
    expect(await found(bob, 'fox')).toEqual(all);
    expect(await found(bob, 'fox in:#bots')).toEqual(['fox one']);
    expect(await found(bob, `fox in:<#${general}|general>`)).toEqual(['fox two', 'fox three']);
    expect(await found(bob, 'fox -in:general -from:me')).toEqual(['fox one', 'fox four']);
    expect(await found(bob, 'in:@alice')).toEqual(['fox four']);
    expect(await found(bob, `from:<@${bob.id}> is:thread`)).toEqual(['fox three']);
    expect(await found(bob, 'from:@alice from:me fox')).toEqual(['fox two', 'fox three', 'fox four']);
    expect(await found(bob, 'from:@nobody')).toEqual([]);
    expect(await found(bob, 'fox after:today')).toEqual([]);
    expect(await found(bob, 'fox on:today')).toEqual(all);
    expect(await found(bob, 'fox before:today')).toEqual([]);
    const { messages } = await bob.web.search.messages({ query: 'three' });
    expect(messages?.matches?.[0]?.permalink).toMatch(`?thread_ts=${ts}&cid=${general}`);
    expect(await found(alice, 'fox from:botmint')).toEqual(['fox one', 'fox five']);
  });

  test('finds nothing for a guest of channels that they are not in', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await using carol = await world.signIn('carol');
    const { channel } = await bob.web.conversations.create({ name: 'launch' });
    for (const channel_id of [channel?.id ?? '', await bob.channelId('#general')])
      await bob.web.filesUploadV2({
        channel_id,
        file: Buffer.from('x'),
        filename: 'fox',
        initial_comment: 'a fox',
      });
    expect([await foxes(bob), await foxes(carol)]).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  test('reads days as the person’s own, and what is no modifier as a word', () => {
    expect(read('on:2026-12').during).toEqual([{ from: '2026-12-01', until: '2027-01-01' }]);
    expect(read('before:yesterday').before).toEqual([{ from: '2026-02-28', until: '2026-03-01' }]);
    expect(read('after:2026-02-30 x:y from:"bob"')).toMatchObject({
      terms: [{ text: 'after:2026-02-30' }, { text: 'x:y', kind: 'word' }],
      from: [{ name: 'bob' }],
    });
    // The clocks went forward there on the 8th, two hours past midnight.
    expect(beginning('2026-03-08', 'America/New_York')).toBe(`${Date.UTC(2026, 2, 8, 5) / 1000}.000000`);
    expect(beginning('2026-03-09', 'America/New_York')).toBe(`${Date.UTC(2026, 2, 9, 4) / 1000}.000000`);
    expect(dayIn('America/New_York', new Date('2026-03-08T04:59:59Z'))).toBe('2026-03-07');
  });

  test('finds files by name, and both at once', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel_id = await bob.channelId('#bots');
    const file = Buffer.from('x');
    for (const filename of ['fox_1.png', '100%.txt'])
      await bob.web.filesUploadV2({ channel_id, file, filename, initial_comment: 'a fox' });
    const { files } = await bob.web.search.files({ query: 'FOX from:me' });
    expect(files).toMatchObject({ total: 1, matches: [{ name: 'fox_1.png', channels: [channel_id] }] });
    expect((await bob.web.search.files({ query: '%' })).files).toMatchObject({ total: 1 });
    const all = await bob.web.search.all({ query: 'fox' });
    expect(all).toMatchObject({ messages: { total: 2 }, files: { total: 1 }, query: 'fox' });
    expect(await found(bob, 'has:file')).toEqual(['a fox', 'a fox']);
  });

  test('stores a message whose blocks are too long to be searched', async () => {
    await using world = await openWorld();
    const blocks = Array.from({ length: 50 }, (_, block) => ({
      type: 'section',
      text: { type: 'mrkdwn', text: words(46_656 + block * 1000).slice(0, 3000) },
      fields: Array.from({ length: 3 }, () => ({ type: 'mrkdwn', text: words(500_000).slice(0, 2000) })),
    }));
    expect(
      await world.bot.apiCall('chat.postMessage', { channel: '#bots', text: 'long', blocks }),
    ).toMatchObject({
      ok: true,
    });
    const [row] = await ask(world.databaseUrl, 'select length(words) from clone_slack_local.message_words');
    expect(row).toEqual({ length: 1 });
  });
});
