import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Exchange } from '../../src/slack-clone/traffic.ts';
import { modal } from './modal.ts';
import type { Person } from './person.ts';
import { MANIFEST, openWorld, quiet, type World } from './world.ts';

let world: World;
let alice: Person;
let channel: string;
/** What came to Bolt: events by their id, and commands by what was typed. */
const told: { id: string; retry: number | undefined; text: string }[] = [];
const commands: string[] = [];

beforeAll(async () => {
  const settings = { ...MANIFEST.settings, event_subscriptions: { bot_events: ['message.channels'] } };
  world = await openWorld({ manifest: { ...MANIFEST, settings } });
  alice = await world.signIn('alice');
  channel = await alice.channelId('#general');
  world.bolt.message(/./, async ({ body, context, message }) => {
    const text = 'text' in message ? (message.text ?? '') : '';
    told.push({ id: body.event_id, retry: context.retryNum, text });
  });
  world.bolt.command('/bots', async ({ ack, command }) => {
    commands.push(command.text);
    await ack(`did ${command.text}`);
  });
});

afterEach(async () => {
  await alice.call('client.removeFault');
});

afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const Added = z.object({ fault: z.looseObject({ id: z.string() }) });

const has = async (fault: string, on: Record<string, unknown>): Promise<string> =>
  Added.parse(await alice.call('client.addFault', { fault, ...on })).fault.id;

const Listed = z.object({ faults: z.array(z.looseObject({ id: z.string(), times: z.number().nullable() })) });
const left = async () => Listed.parse(await alice.call('client.faults')).faults;

const Exchanges = z.object({ exchanges: z.array(z.custom<Exchange>()) });

/** The newest first, of what had this name. */
const traffic = async (name: string): Promise<Exchange[]> =>
  Exchanges.parse(await alice.call('client.traffic', { limit: 500 })).exchanges.filter(
    (exchange) => exchange.name === name,
  );

/** A person says it: Bolt does not hear what its own app says. */
const say = async (text: string) => alice.call('chat.postMessage', { channel, text });

const toldOf = (text: string) => told.filter((each) => each.text === text);

describe('a call of a method, on purpose', () => {
  test.each([
    ['ratelimited', { retry_after: 7 }, { retryAfter: 7 }],
    ['server_error', {}, { statusCode: 500 }],
    ['drop', {}, { message: expect.stringContaining('A request error occurred') }],
  ])('%s: is not carried out, and Slack’s client says so', async (fault, more, error) => {
    await has(fault, { method: 'chat.postMessage', ...more });
    const patient = new WebClient(world.installation.botToken, {
      slackApiUrl: `${world.url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: quiet,
    });
    await expect(patient.chat.postMessage({ channel, text: `not ${fault}` })).rejects.toMatchObject(error);
    const { messages = [] } = await alice.web.conversations.history({ channel });
    expect(messages.some(({ text }) => text === `not ${fault}`)).toBe(false);
    await patient.chat.postMessage({ channel, text: `then ${fault}` });
    const [then, before] = await traffic('chat.postMessage');
    expect(then).toMatchObject({ status: 200, error: null });
    expect(before).toMatchObject({ fault, status: { ratelimited: 429, server_error: 500 }[fault] ?? null });
  });

  test('loses its answer: the caller hears nothing, and the message is there once', async () => {
    await has('lose_answer', { method: 'chat.postMessage' });
    await expect(world.post({ channel, text: 'unheard' })).rejects.toThrow('A request error occurred');
    const { messages = [] } = await alice.web.conversations.history({ channel });
    expect(messages.filter(({ text }) => text === 'unheard')).toHaveLength(1);
  });

  test('is slow, has an expired trigger, and ends after so many times, others untouched', async () => {
    await has('slow', { method: 'users.info', delay_ms: 300, times: 2 });
    await has('expired_trigger', { method: 'views.open' });
    for (const _ of [1, 2, 3]) await world.bot.users.info({ user: alice.id });
    const took = (await traffic('users.info')).map(({ ms }) => ms >= 290);
    expect(took.slice(0, 3)).toEqual([false, true, true]);
    const open = world.bot.views.open({ trigger_id: '1.2.3', view: modal('x') });
    await expect(open).rejects.toThrow('expired_trigger_id');
    expect(await left()).toEqual([]);
  });
});

describe('what goes to an app, on purpose', () => {
  test('is told twice, with the same id, the second time as Slack does it again', async () => {
    await has('duplicate', { event: 'message' });
    await say('twice');
    await expect.poll(() => toldOf('twice').map(({ retry }) => retry)).toEqual([undefined, 1]);
    expect(new Set(toldOf('twice').map(({ id }) => id)).size).toBe(1);
    await say('once');
    await expect.poll(() => toldOf('once')).toHaveLength(1);
    await has('duplicate', { event: 'slash_commands' });
    await alice.command('/bots twice');
    await expect.poll(() => commands).toEqual(['twice', 'twice']);
    await alice.nextEvent('ephemeral', ({ message }) => message.text === 'did twice');
    expect(alice.unseen.filter(({ type }) => type === 'ephemeral')).toEqual([]);
  });

  test('is late or lost: the person hears so after three seconds, and an event comes again', async () => {
    await has('drop', { event: 'slash_commands' });
    await has('slow', { event: 'slash_commands', delay_ms: 3200 });
    await has('slow', { event: 'slash_commands', delay_ms: 200 });
    await has('drop', { event: 'message' });
    const dropped = alice.command('/bots lost').catch(String);
    // The first one asked for is the first that comes about.
    await expect.poll(async () => (await left()).length).toBe(3);
    const late = alice.command('/bots late').catch(String);
    await expect.poll(async () => (await left()).length).toBe(2);
    await Promise.all([alice.command('/bots slow'), say('again')]);
    expect(new Set(await Promise.all([dropped, late]))).toEqual(new Set(['Error: operation_timeout']));
    await expect.poll(() => toldOf('again').map(({ retry }) => retry)).toEqual([1]);
    await expect.poll(() => commands.includes('late')).toBe(true);
    expect(commands).toContain('slow');
    expect(commands).not.toContain('lost');
    const [taken, lost] = (await traffic('message')).filter(({ direction }) => direction === 'out');
    expect([lost?.error, lost?.fault, lost?.attempt]).toEqual(['operation_timeout', 'drop', 1]);
    expect([taken?.error, taken?.status, taken?.attempt]).toEqual([null, 200, 2]);
  });

  test('over a socket is told twice in the same envelope', async () => {
    await using apart = await openWorld();
    await using bob = await apart.signIn('bob');
    const { appToken, ...made } = await apart.clone.createApp(BY_SOCKET);
    const { clientId: client_id, clientSecret: client_secret } = made;
    const { redirect } = await bob.call('client.authorize', { client_id, scope: 'commands' });
    const code = new URL(String(redirect)).searchParams.get('code') ?? '';
    await apart.bot.oauth.v2.access({ client_id, client_secret, code });
    const client = new SocketModeClient({
      appToken: appToken ?? '',
      logger: quiet,
      clientOptions: { slackApiUrl: `${apart.url}/api/` },
    });
    const envelopes: string[] = [];
    client.on('slack_event', async ({ ack, envelope_id }) => {
      envelopes.push(envelope_id);
      await ack();
    });
    await client.start();
    try {
      await bob.call('client.addFault', { fault: 'duplicate', event: '*' });
      await bob.command('/socket');
      await expect.poll(() => envelopes.length).toBe(2);
      expect(envelopes[0]).toBe(envelopes[1]);
      const { exchanges } = Exchanges.parse(await bob.call('client.traffic'));
      expect(exchanges.flatMap(({ by, attempt }) => (by === 'socket' ? attempt : []))).toEqual([2, 1]);
    } finally {
      await client.disconnect();
    }
  });
});

const BY_SOCKET = {
  display_information: { name: 'Socket' },
  features: {
    bot_user: { display_name: 's' },
    slash_commands: [{ command: '/socket', description: 'Say how it came' }],
  },
  oauth_config: { redirect_urls: ['http://127.0.0.1:1/back'], scopes: { bot: ['commands'] } },
  settings: { socket_mode_enabled: true },
};

describe('the list of what is to go wrong', () => {
  test('counts down, goes on where it says 0, and gives up one or all', async () => {
    await has('slow', { method: 'users.info', delay_ms: 0, times: 3 });
    const always = await has('slow', { method: 'team.info', delay_ms: 0, times: 0 });
    for (const _ of [1, 2]) await alice.web.users.info({ user: alice.id });
    for (const _ of [1, 2]) await alice.web.team.info();
    expect((await left()).map(({ times }) => times)).toEqual([1, null]);
    expect(await alice.call('client.removeFault', { id: always })).toMatchObject({ removed: 1 });
    await expect(alice.call('client.removeFault', { id: always })).rejects.toThrow('not_found');
    expect(await alice.call('client.removeFault')).toMatchObject({ removed: 1 });
    expect(await left()).toEqual([]);
  });

  test.each([
    [{ fault: 'slow' }],
    [{ fault: 'slow', method: 'chat.postMessage', event: 'message' }],
    [{ fault: 'duplicate', method: 'chat.postMessage' }],
    [{ fault: 'ratelimited', event: 'message' }],
    [{ fault: 'on fire', event: 'message' }],
    [{ fault: 'slow', method: 'chat.postMesage' }],
    [{ fault: 'slow', method: 'client.faults' }],
    [{ fault: 'slow', event: 'message', delay_ms: -1 }],
    [{ fault: 'slow', event: 'message', times: 'many' }],
  ])('takes no %j', async (wrong) => {
    await expect(alice.call('client.addFault', wrong)).rejects.toThrow('invalid_arguments');
    expect(await left()).toEqual([]);
  });
});
