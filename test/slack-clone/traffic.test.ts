import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Exchange } from '../../src/slack-clone/traffic.ts';
import { call } from './call.ts';
import type { Person } from './person.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

let world: World;
let alice: Person;
let channel: string;

beforeAll(async () => {
  world = await openWorld();
  alice = await world.signIn('alice');
  channel = await alice.channelId('#general');
  world.bolt.command('/bots', async ({ ack, command, respond }) => {
    await ack(`did ${command.text}`);
    if (command.text === 'later') await respond('done');
  });
});

afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const Exchanges = z.object({ exchanges: z.array(z.custom<Exchange>()) });

/** The newest first, of what had this name. */
const traffic = async (name: string): Promise<Exchange[]> =>
  Exchanges.parse(await alice.call('client.traffic', { limit: 500 })).exchanges.filter(
    (exchange) => exchange.name === name,
  );

describe('the list of what went to and fro', () => {
  test('has what an app answers later, and what comes to a wrong address', async () => {
    await alice.command('/bots later');
    await expect.poll(() => traffic('response_url')).toHaveLength(1);
    const [answered] = await traffic('response_url');
    expect(answered).toMatchObject({
      app_id: world.installation.appId,
      status: 200,
      error: null,
      sent: { text: '…' },
    });
    const body = JSON.stringify({ text: 'too late' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${world.url}/commands/T1/nothing`, { method: 'POST', headers, body });
    const [refused] = await traffic('response_url');
    expect(refused).toMatchObject({ app_id: null, status: 404, error: 'expired_url', sent: { text: '…' } });
  });

  test('has who asked, the scopes looked at and the signature, and nothing that was said', async () => {
    const secret = 'only-for-alice-4711';
    await alice.command(`/bots ${secret}`);
    await alice.call('chat.postMessage', { channel, text: secret });
    await expect(world.bot.search.messages({ query: secret })).rejects.toThrow('not_allowed_token_type');
    await expect(world.bot.reactions.get({ channel, timestamp: '1.2' })).rejects.toThrow('missing_scope');
    const [refused] = await traffic('reactions.get');
    expect(refused).toMatchObject({
      direction: 'in',
      by: 'http',
      status: 200,
      error: 'missing_scope',
      app_id: world.installation.appId,
      user_id: world.installation.botUserId,
      scopes: { provided: MANIFEST.oauth_config.scopes.bot, accepted: ['reactions:read'] },
      sent: { channel, timestamp: '1.2' },
    });
    const [command] = await traffic('slash_commands');
    expect(command).toMatchObject({
      direction: 'out',
      status: 200,
      error: null,
      app_id: world.installation.appId,
      user_id: alice.id,
      attempt: 1,
      signature: {
        timestamp: expect.stringMatching(/^\d{10}$/),
        signature: expect.stringMatching(/^v0=\w{64}$/),
      },
      sent: { channel_id: channel, text: '…', response_url: '…', token: '…' },
    });
    const all = JSON.stringify(await call(world.url, 'client.traffic', { limit: 500 }, alice.token));
    // A control: what is an id is there.
    expect(all).toContain(channel);
    const { botToken, signingSecret } = world.installation;
    for (const hidden of [secret, botToken, alice.token, signingSecret, 'did '])
      expect(all).not.toContain(hidden);
  });
});
