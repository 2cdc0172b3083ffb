import { describe, expect, test } from 'vitest';
import { shortId } from '../../src/core/tokens.ts';
import { SCOPES } from '../../src/core/scopes.ts';
import { done, issue, openWorld, said } from '../world.ts';

describe('whoami', () => {
  test('tells a person who they are and what they may do', async () => {
    await using world = await openWorld();
    const alice = await world.ask(await world.person('alice'), 'whoami');
    expect(done(alice)).toEqual({ name: 'alice', role: 'admin', scopes: SCOPES });
    expect(said(alice)).toBe('You are alice, an admin here: you act on every bot.');
    expect(said(await world.ask(await world.person('carol'), 'whoami'))).toBe(
      'You are carol, a guest here: you look, and change nothing.',
    );
  });

  test("tells a bot AgentFlow's fields, its owner, its token and its end", async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { id, token } = await issue(world, bob, 'steve', { scopes: 'bots:read messages:write' });
    const outcome = await world.ask(await world.bot(token), 'whoami');
    expect(done(outcome)).toEqual({
      slug: 'steve',
      display_name: 'steve',
      matrix_user_id: null,
      is_verified: false,
      tier: 'free',
      rate_limit_qps: 30,
      webhook_url: null,
      owner: 'bob',
      token_id: id,
      expires_at: new Date('2027-03-01T21:14:00Z'),
      scopes: ['bots:read', 'messages:write'],
    });
    expect(said(outcome)).toBe(
      `You are the bot steve, which bob owns. You may read bots and send messages. Your token \`${shortId(id)}\` ends 1 Mar 2027, 21:14 UTC (in 100 days).`,
    );
  });

  test('tells a bot where its webhook is, if its token may read webhooks', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const url = 'http://127.0.0.1:9/hook';
    done(await world.ask(bob, 'webhooks set', { username: 'steve', url }));
    const reads = await issue(world, bob, 'steve', { scopes: 'webhooks:read' });
    const other = await issue(world, bob, 'steve', { scopes: 'bots:read' });
    const told = async (token: typeof reads.token) => done(await world.ask(await world.bot(token), 'whoami'));
    expect(await told(reads.token)).toMatchObject({ webhook_url: url });
    expect(await told(other.token)).toMatchObject({ webhook_url: null });
  });
});
