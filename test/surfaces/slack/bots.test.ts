import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, chosen, modalFor, readIn, saidTo, tableIn } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

async function isAlive(name: string): Promise<boolean> {
  const alive = 'select from bot where username = $1 and deleted_at is null';
  return (await sql(botmint.databaseUrl, alive, [name])).length > 0;
}

describe('making a bot', () => {
  test('bob makes one, and alice sees it in her list with bob as its owner', async () => {
    expect(await saidTo(bob, '/bots list')).toBe('No bots yet. Make the first: `/bots create steve`');
    await saidTo(bob, '/bots create steve');
    const list = await answerTo(alice, '/bots list');
    expect(list.message.text).toBe('1 bot.');
    expect(readIn(list.message)).toContain('*steve* · bob · 0 tokens · active');
    await alice.press(list, 'run-0');
    const shown = await alice.nextEvent('ephemeral');
    expect(readIn(shown.message)).toContain('*Owner*\nbob');
  });

  test('a guest, who may change nothing, sees it as a table', async () => {
    await using carol = await botmint.person('carol');
    const [columns, row] = tableIn((await answerTo(carol, '/bots list')).message);
    expect(columns).toEqual(['Username', 'Token Count', 'Created At', 'Owner', 'State']);
    const created = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+$/) as string;
    expect(row).toEqual(['steve', '0', created, 'bob', 'active']);
  });

  test('nobody else sees that it was made', async () => {
    await saidTo(bob, '/bots create quiet');
    expect(alice.unseen).toEqual([]);
    const { messages } = await alice.web.conversations.history({
      channel: await alice.channelId('#general'),
    });
    expect(JSON.stringify(messages)).not.toContain('quiet');
  });

  test('/botmint bots create is /bots create', async () => {
    expect(await saidTo(bob, '/botmint bots create twin')).toBe(
      'twin is ready, and you own it. It has no token yet: `/tokens issue -u twin -e 100d`',
    );
  });

  test('the button under the answer opens the wizard with the bot filled in', async () => {
    const made = await answerTo(bob, '/bots create buttoned');
    await bob.press(made, 'run-0');
    const { view } = await bob.nextEvent('view_opened');
    expect(view.title?.text).toBe('Issue a token');
    expect(JSON.stringify(view.blocks)).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"buttoned"',
    );
  });

  test('a list of more than ten has a count first, and More for the next page', async () => {
    for (let index = 10; index < 20; index += 1) await saidTo(alice, `/bots create many-${index}`);
    const first = await answerTo(alice, '/bots list');
    expect(first.message.text).toMatch(/^\d\d bots, 10 of them here\.$/);
    await using carol = await botmint.person('carol');
    const page = await answerTo(carol, '/bots list');
    await carol.press(page, 'run-0');
    const second = await carol.nextEvent('ephemeral');
    const rows = [...tableIn(page.message).slice(1), ...tableIn(second.message).slice(1)].map(
      ([name]) => name,
    );
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows).toContain('many-19');
    expect(readIn(first.message).match(/many-\d\d/g)).toEqual(readIn(page.message).match(/many-\d\d/g));
  });
});

describe('deleting a bot', () => {
  test('asks first, and Keep takes the question away', async () => {
    await saidTo(bob, '/bots create kept');
    const asked = await answerTo(bob, '/bots delete kept');
    expect(asked.message.text).toBe('Delete kept? It has no tokens, and the name is not given out again.');
    expect(readIn(asked.message)).toMatch(/Keep.*Delete kept/);
    await bob.press(asked, 'keep');
    const gone = await bob.nextEvent('ephemeral_deleted');
    expect(gone.ts).toBe(asked.message.ts);
    expect(await isAlive('kept')).toBe(true);
  });

  test('and Delete puts the answer in its place, with its tokens dead', async () => {
    await saidTo(bob, '/bots create doomed');
    await saidTo(bob, '/tokens issue -u doomed -e 3d');
    const asked = await answerTo(bob, '/bots delete doomed');
    expect(asked.message.text).toBe(
      'Delete doomed? Its token stops working at once, and the name is not given out again.',
    );
    await bob.press(asked, 'run-yes');
    const done = await bob.nextEvent('ephemeral_changed');
    expect(done.message.ts).toBe(asked.message.ts);
    expect(done.message.text).toBe(
      'doomed is deleted. Its token is refused as of now. Its name is not given out again.',
    );
    expect(await isAlive('doomed')).toBe(false);
  });

  test('the question is seen by the one who was asked alone, and nobody else can say yes', async () => {
    await saidTo(bob, '/bots create private');
    const asked = await answerTo(bob, '/bots delete private');
    expect(alice.unseen).toEqual([]);
    await expect(alice.press(asked, 'run-yes')).rejects.toThrow('message_not_found');
    expect(await isAlive('private')).toBe(true);
  });

  test('alone opens a form, then asks, then is done, all in one modal', async () => {
    await saidTo(bob, '/bots create modal');
    const form = await modalFor(bob, '/bots delete');
    const asked = await bob.submit(form, { username: chosen('modal') });
    expect(asked).toMatchObject({ response_action: 'update', view: { id: form.id } });
    if (!asked.view) throw new Error('no question came');
    expect(asked.view.submit?.text).toBe('Delete modal');
    expect(asked.view.close?.text).toBe('Keep');
    expect(readIn(asked.view)).toContain('Delete modal?');
    expect(await isAlive('modal')).toBe(true);
    const done = await bob.submit(asked.view);
    if (!done.view) throw new Error('no answer came');
    expect(readIn(done.view)).toContain('modal is deleted. It had no tokens.');
    expect(done.view.submit).toBe(null);
    expect(await isAlive('modal')).toBe(false);
  });

  test('offers only bots that one may delete', async () => {
    await saidTo(alice, '/bots create hers');
    await saidTo(bob, '/bots create his');
    const form = await modalFor(bob, '/bots delete');
    expect(await bob.suggest(form, 'username', 'h')).not.toContainEqual({ text: 'hers', value: 'hers' });
    expect(await bob.suggest(form, 'username', 'HIS')).toEqual([{ text: 'his', value: 'his' }]);
    await expect(bob.suggest(form, 'username', '\u0000his')).rejects.toThrow('invalid_charset');
    expect(await bob.suggest(form, 'username', '%')).toEqual([]);
    const hers = await modalFor(alice, '/bots delete');
    expect(await alice.suggest(hers, 'username', 'his')).toEqual([{ text: 'his', value: 'his' }]);
  });
});

describe('help', () => {
  test.each(['/bots', '/bots help', '/botmint help bots', '/botmint bots'])(
    '%s lists what there is',
    async (typed) => {
      const answer = await answerTo(bob, typed);
      expect(answer.message.text).toBe('What you can ask under `bots`:');
      expect(readIn(answer.message)).toContain('/bots create');
    },
  );

  test.each(['/tokens issue -h', '/tokens help issue', '/botmint help tokens issue'])(
    '%s is a screen about one command',
    async (typed) => {
      const answer = readIn((await answerTo(bob, typed)).message);
      expect(answer).toContain('/tokens issue -u steve -e 100d -l "Deployment token"');
      expect(answer).toContain('-e, --expiry');
      expect(answer).toContain('Needs the scope `tokens:write`.');
    },
  );

  test('/botmint says what can be asked at all', async () => {
    const answer = await answerTo(bob, '/botmint');
    expect(answer.message.text).toBe('Bots and their tokens, run from chat. What you can ask:');
    expect(botmint.logged).toEqual([]);
  });
});
