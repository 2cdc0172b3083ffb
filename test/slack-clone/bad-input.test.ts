import { Client } from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Method } from '../../src/slack-clone/api/method.ts';
import { readEntry } from '../../src/slack-clone/install/registry.ts';
import { METHODS } from '../../src/slack-clone/methods/index.ts';
import { documentedMethods } from './slack-methods.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

/** Every scope that a method of this workspace names, so that none of them is refused for the lack of one. */
const SCOPES = [...new Set(METHODS.flatMap(({ scopes }) => scopes?.bot ?? []))];
const USER_SCOPES = [...new Set(METHODS.flatMap(({ scopes }) => scopes?.user ?? []))];
const WIDE = { ...MANIFEST, oauth_config: { scopes: { bot: [...SCOPES, 'commands'], user: USER_SCOPES } } };

/** What Slack answers on any method, whatever its own errors are. */
const COMMON = ['invalid_arguments', 'invalid_charset', 'missing_argument', 'not_allowed_token_type'];

/** What a method of this workspace says where the reference, which is not whole, names no word for it. */
const BESIDES: Record<string, string[]> = {
  'users.conversations': ['user_not_found'],
  'files.list': ['channel_not_found'],
  'search.messages': ['invalid_cursor'],
  'reactions.list': ['invalid_cursor'],
  'reactions.add': ['file_not_found'],
  'chat.postMessage': ['invalid_attachments'],
};

/** A token that is not any more is told so before anything is looked at: that is no look at a method. */
const OF_THE_TOKEN = new Set(['not_authed', 'invalid_auth', 'token_revoked', 'account_inactive']);

/** It takes away what the others are called with. */
const LAST = new Set(['auth.revoke']);

const DEEP = `${'[{"a":'.repeat(2000)}1${'}]'.repeat(2000)}`;

/** By what is wrong with it. Whatever an argument is, most of these are not it. */
const BAD: Record<string, unknown> = {
  empty: '',
  number: 42,
  list: [['x'], 7],
  NUL: 'a\u0000b',
  'half a character': 'a\ud800b',
  'unknown id': 'C0000000000',
  large: 'x'.repeat(100_000),
  deep: JSON.parse(DEEP),
  'deep in text': DEEP,
};

/** For what says which part of a list is wanted. */
const BAD_PLACE: Record<string, unknown> = {
  'minus one': -1,
  nothing: 0,
  'one too large': 1e9,
  'made up': Buffer.from('after:\u0000').toString('base64'),
};
const PLACES = new Set(['limit', 'cursor', 'count', 'page']);

test('whatever a method is sent, it answers with a word of Slack’s, and what is refused is not stored', async () => {
  await using world = await openWorld({ manifest: WIDE });
  await using sitting = await sitDown(world);
  const documented = documentedMethods();
  const looked = { calls: 0, refused: 0, methods: 0 };
  const wrong: string[] = [];
  for (const method of [...METHODS.filter(isNotLast), ...METHODS.filter((each) => !isNotLast(each))]) {
    const words = documented?.[method.name]?.errors ?? [];
    const known = new Set([...words, ...(BESIDES[method.name] ?? []), ...COMMON, ...OF_THE_TOKEN]);
    let reached = 0;
    for (const inputs of inputsFor(method, sitting.good)) {
      const { answers, wrote } = await sitting.callAll(method, Object.values(inputs));
      for (const [index, { status, said }] of answers.entries()) {
        const what = `${method.name}, ${Object.keys(inputs)[index]}: HTTP ${status} ${said}`;
        looked.calls += 1;
        if (said !== 'ok') looked.refused += 1;
        if (!OF_THE_TOKEN.has(said)) reached += 1;
        const isWord = said === 'ok' || words.length === 0 || known.has(said);
        if (status !== 200 || !isWord || said === 'internal_error') wrong.push(what);
        if (wrote[index]) wrong.push(`${what}, and wrote: ${wrote[index]}`);
      }
    }
    if (reached > 0) looked.methods += 1;
    else wrong.push(`${method.name}: no call got past its token, so it was not looked at`);
  }
  // oxlint-disable-next-line no-console -- how much a check looked at is part of its result
  console.log(
    `Looked at ${looked.calls} calls of ${looked.methods} methods: ${looked.refused} were refused`,
    documented ? 'with words of Slack’s.' : 'and with what words Slack does was not there to compare with.',
  );
  expect(wrong).toEqual([]);
  expect(looked.methods).toBe(METHODS.length);
  expect(world.log).toEqual([]);
}, 300_000);

const isNotLast = ({ name }: Method) => !LAST.has(name);

/** Nothing at all, and good arguments of which one after the other is bad in all ways. */
function* inputsFor(method: Method, good: Record<string, unknown>) {
  const fine = Object.fromEntries(
    method.arguments.flatMap((name) => (name in good ? [[name, good[name]]] : [])),
  );
  yield { nothing: {} };
  for (const name of method.arguments) {
    const bad = Object.entries({ ...BAD, ...(PLACES.has(name) && BAD_PLACE) });
    yield Object.fromEntries(bad.map(([what, value]) => [`${name} ${what}`, { ...fine, [name]: value }]));
  }
}

const Answer = z.union([
  z.looseObject({ ok: z.literal(true) }),
  z.looseObject({ ok: z.literal(false), error: z.string() }),
]);

/** With tokens for every method, good arguments, and an eye on every row that is written. */
async function sitDown(world: World) {
  const client = new Client(world.databaseUrl);
  await client.connect();
  await watch(client);
  const { botToken: bot } = world.installation;
  const { id: alice, token: user } = await world.signIn('alice');
  const config = (await readEntry(world.registryPath, 'slack-local'))?.configToken;
  const { channels = [] } = await world.bot.conversations.list();
  const channel = channels.find(({ name }) => name === 'bots')?.id ?? '';
  const { ts } = await world.post({ channel, text: 'hello' });
  const named = { channel, user: alice, users: alice, ts, name: 'fine-name', command: '/nothing' };
  const said = { text: 'hello', topic: 'x', purpose: 'x', presence: 'auto', profile: { title: 'x' } };
  const call = async ({ name, scopes }: Method, args: Record<string, unknown>) => {
    const as = scopes?.bot ? bot : scopes?.config ? config : user;
    const response = await fetch(`${world.url}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(scopes && { authorization: `Bearer ${as}` }) },
      body: JSON.stringify(args),
    });
    const answer = Answer.parse(await response.json());
    return { status: response.status, said: answer.ok ? 'ok' : answer.error };
  };
  const written = async () => {
    const { rows } = await client.query<{ name: string }>('delete from written returning name');
    return rows.map(({ name }) => name).join(', ');
  };
  // The control: what is taken is seen to be stored.
  expect(await written()).toContain('message INSERT');
  return {
    good: { ...named, ...said, test: true, limit: 1 },
    /** All at once. Where one was taken, those that were refused are made again, each alone, to see what is theirs. */
    async callAll(method: Method, inputs: Record<string, unknown>[]) {
      const answers = await Promise.all(inputs.map((args) => call(method, args)));
      const all = await written();
      const refused = answers.every((answer) => answer.said !== 'ok');
      if (refused || all === '') return { answers, wrote: inputs.map(() => all) };
      const wrote: string[] = [];
      for (const [index, args] of inputs.entries()) {
        const again = answers[index]?.said === 'ok' ? 'ok' : (await call(method, args)).said;
        const more = await written();
        wrote.push(again === 'ok' ? '' : more);
      }
      return { answers, wrote };
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Notes every row that any table gets, changes or loses, in the transaction that does it. */
async function watch(client: Client): Promise<void> {
  await client.query(`
    create table written (name text);
    create function note() returns trigger language plpgsql security definer as
      $$ begin insert into public.written values (tg_table_name || ' ' || tg_op); return null; end $$;
    do $$ declare each record; begin
      for each in select tablename from pg_tables where schemaname = 'clone_slack_local' loop
        execute format('create trigger note after insert or update or delete on clone_slack_local.%I
          for each row execute function note()', each.tablename);
      end loop;
    end $$`);
}
