import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/core/events.ts';
import { Secret } from '../../src/core/secret.ts';
import { dump } from '../dump.ts';
import { done, issue, openWorld, refused, rows, said, type World } from '../world.ts';

const URL = 'http://127.0.0.1:9/hook';
const SECRET = 'correct-horse-battery-staple-42';
const KEY = 'whsec_Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS00Mg==';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const set = async (input: Record<string, unknown> = {}, who: Parameters<World['ask']>[0] = bob) =>
    world.ask(who, 'webhooks set', { username: 'steve', ...input });
  return Object.assign(world, { alice, bob, set });
}

const keyIn = (output: Record<string, unknown>): string => {
  const key = output['signing_key'];
  return key instanceof Secret ? key.reveal() : 'none';
};

/** The secrets that sign, the one that stays last. */
async function signing(world: World): Promise<string[]> {
  const at = world.clock.now().toISOString();
  const live = await rows(
    world,
    `select sealed, concat_ws('|', organization_id, 'webhook_secret', id, 'sealed') as place from webhook_secret
     where expires_at is null or expires_at > '${at}' order by expires_at nulls last`,
  );
  return live.map(({ sealed, place }) => world.deps.vault.unseal(String(sealed), String(place)).reveal());
}

describe('a new webhook', () => {
  test('gets a key of 32 bytes that is shown once, and stands as it is unless said', async () => {
    await using world = await withSteve();
    const outcome = await world.set({ url: URL });
    const output = done(outcome);
    expect(said(outcome)).toBe(
      'steve/default is set: `http://127.0.0.1:9/hook` hears of all events. Its signing key is below. Copy it now: it is shown only here, only once.',
    );
    expect(output).toMatchObject({
      name: 'default',
      url: URL,
      scheme: 'agentflow',
      events: [],
      hears: 'own',
      header_names: [],
      ordering: 'room',
      max_in_flight: 8,
      rate: null,
      timeout: 15,
      retry: 'bot',
      status: 'active',
      is_new: true,
      health: 'untried',
    });
    expect(Buffer.from(keyIn(output).slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(await signing(world)).toEqual([keyIn(output)]);
  });

  test('takes a secret of your own, and tells it as libraries of Standard Webhooks read it', async () => {
    await using world = await withSteve();
    const output = done(await world.set({ url: URL, secret: SECRET }));
    expect(keyIn(output)).toBe(KEY);
    expect(await signing(world)).toEqual([SECRET]);
    const other = done(await world.set({ url: URL, name: 'other', secret: KEY }));
    expect(keyIn(other)).toBe(KEY);
  });

  test('takes all that can be said of it', async () => {
    await using world = await withSteve();
    const terms = { scheme: 'github', events: 'token.* message', ordering: 'none', max_in_flight: '3' };
    const more = { rate: '50', timeout: '5s', retry: '5s,1m', name: 'audit', hears: 'own' };
    const headers = 'X-Key: s3cret-value; Authorization: Basic abc==';
    const outcome = await world.set({ url: URL, ...terms, ...more, headers });
    expect(said(outcome)).toContain('hears of token.* and message.');
    expect(done(outcome)).toMatchObject({
      name: 'audit',
      scheme: 'github',
      ordering: 'none',
      max_in_flight: 3,
      rate: 50,
      timeout: 5,
      retry: '5s,60s',
      header_names: ['authorization', 'x-key'],
      events: EVENT_TYPES.filter((type) => type === 'message' || type.startsWith('token.')),
    });
    const [row] = await rows(world, 'select organization_id, id, headers, retry_steps from webhook');
    expect(row).toMatchObject({ retry_steps: [5000, 60_000] });
    expect(JSON.stringify(row)).not.toContain('s3cret');
    const place = `${String(row?.['organization_id'])}|webhook|${String(row?.['id'])}|headers`;
    const opened = world.deps.vault.unseal(String(row?.['headers']), place);
    expect(JSON.parse(opened.reveal())).toEqual({ 'x-key': 's3cret-value', authorization: 'Basic abc==' });
  });

  test('needs an address, and is one of ten at most', async () => {
    await using world = await withSteve();
    expect(refused(await world.set())).toEqual({
      code: 'missing_input',
      sentence:
        'steve/default is new and needs an address, as in `webhooks set steve https://example.com/hook`',
    });
    for (let count = 1; count <= 10; count += 1) done(await world.set({ url: URL, name: `n${count}` }));
    expect(refused(await world.set({ url: URL, name: 'n11' }))).toEqual({
      code: 'too_many_webhooks',
      sentence: 'steve has 10 webhooks, the most it can have. Delete one first: `webhooks list steve`',
    });
    expect(done(await world.set({ url: `${URL}/2`, name: 'n10' }))).toMatchObject({ is_new: false });
    expect(await rows(world, 'select from webhook')).toHaveLength(10);
  });
});

describe('a webhook that is changed', () => {
  test('stays as it was in all that is left out, and whoever is sending to it looks again', async () => {
    await using world = await withSteve();
    done(await world.set({ url: URL, events: 'message', rate: 5, headers: { 'X-Key': 'v' } }));
    const outcome = await world.set({ events: 'all', rate: 'none', retry: 'standard' });
    expect(said(outcome)).toBe('steve/default has changed: events, retry and rate.');
    expect(done(outcome)).toMatchObject({ url: URL, events: [], rate: null, header_names: ['x-key'] });
    expect(keyIn(done(outcome))).toBe('none');
    expect(await rows(world, 'select version, retry from webhook')).toEqual([
      { version: 1, retry: 'standard' },
    ]);
    done(await world.set({ headers: 'none' }));
    expect(await rows(world, 'select headers, header_names from webhook')).toEqual([
      { headers: null, header_names: [] },
    ]);
  });

  test('that is as it is asked for already changes nothing: a program sets it each time it starts', async () => {
    await using world = await withSteve();
    const input = { url: URL, secret: SECRET, events: 'message', scheme: 'standard' };
    done(await world.set(input));
    const before = await dump(world.databaseUrl);
    const outcome = await world.set(input);
    expect(said(outcome)).toBe('steve/default is as you want it already.');
    expect(keyIn(done(outcome))).toBe('none');
    expect(await dump(world.databaseUrl)).toEqual(before);
    expect(refused(await world.set()).sentence).toBe(
      'Nothing to change was given. How it is: `webhooks show steve/default`',
    );
  });

  test('with a new secret signs with both for a day, or as long as it is said', async () => {
    await using world = await withSteve();
    done(await world.set({ url: URL, secret: SECRET }));
    const outcome = await world.set({ secret: `${SECRET}-2` });
    expect(said(outcome)).toBe(
      'steve/default has changed: signing secret. Both sign until 22 Nov 2026, 22:14 CET (in 1 day); `x-agentflow-signature` has room for one, and is made with the old one until then. Its signing key is below. Copy it now: it is shown only here, only once.',
    );
    expect(await signing(world)).toEqual([SECRET, `${SECRET}-2`]);
    done(await world.set({ secret: `${SECRET}-3`, overlap: '0s' }));
    expect(await signing(world)).toEqual([`${SECRET}-3`]);
  });

  test('by another address is as if it had not been tried, and a disabled one stays so', async () => {
    await using world = await withSteve();
    done(await world.set({ url: URL }));
    const failing = `failing_since = created_at, failures = 30, warned_at = created_at, not_before = created_at`;
    await rows(world, `update webhook set status = 'disabled', status_reason = 'failing', ${failing}`);
    const outcome = await world.set({ url: `${URL}/new` });
    expect(said(outcome)).toBe(
      'steve/default has changed: address. It is disabled and stays so: `webhooks resume steve/default`',
    );
    const state = 'select status, failing_since, failures, warned_at, not_before from webhook';
    expect(await rows(world, state)).toEqual([
      { status: 'disabled', failing_since: null, failures: 0, warned_at: null, not_before: null },
    ]);
  });
});

describe('who may set it', () => {
  test('its owner, an admin and the bot itself; to others it says whose it is', async () => {
    await using world = await withSteve();
    const { alice, bob, set } = world;
    done(await set({ url: URL }, bob));
    done(await set({ max_in_flight: 2 }, alice));
    const steve = await world.bot((await issue(world, bob, 'steve', { scopes: 'webhooks:write' })).token);
    done(await set({ max_in_flight: 3 }, steve));
    await world.ask(alice, 'bots create', { username: 'ops' });
    expect(refused(await world.ask(bob, 'webhooks set', { username: 'ops', url: URL }))).toEqual({
      code: 'forbidden',
      sentence: 'alice owns ops; only alice or an admin can do that.',
    });
    expect(refused(await world.ask(steve, 'webhooks set', { username: 'ops', url: URL })).code).toBe(
      'forbidden',
    );
  });

  test('of all bots hears only what an admin has set, and its address is theirs to change', async () => {
    await using world = await withSteve();
    const { alice, bob, set } = world;
    const words = { code: 'forbidden', sentence: 'Only an admin sets a webhook that hears of all bots.' };
    expect(refused(await set({ url: URL, hears: 'all' }, bob))).toEqual(words);
    expect(await rows(world, 'select from webhook')).toEqual([]);
    done(await set({ url: URL, hears: 'all' }, alice));
    expect(refused(await set({ url: `${URL}/mine` }, bob))).toEqual(words);
    const steve = await world.bot((await issue(world, alice, 'steve', { scopes: 'webhooks:write' })).token);
    expect(refused(await set({ url: `${URL}/mine` }, steve))).toEqual(words);
    expect(await rows(world, 'select url from webhook')).toEqual([{ url: URL }]);
  });
});
