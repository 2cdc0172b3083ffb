import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { issue } from '../rest/calling.ts';
import { signIn } from '../rest/signing-in.ts';
import { readIn, saidTo, tokenIn } from '../slack/asking.ts';
import { connect, textIn } from './connecting.ts';

const Claimed = z.object({ claim: z.object({ id: z.string(), expires_at: z.string() }) });

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 30d -s tokens:write'));
  await using alice = await botmint.person('alice');
  await saidTo(alice, '/bots set-tier steve enterprise');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('a token that is asked for', () => {
  test('is no part of the answer: its owner gets a message with a button that makes and shows it', async () => {
    await using steve = await connect(botmint.api, token);
    const answer = await steve.call('tokens_issue', { username: 'steve', expiry: '3d', label: 'By MCP' });
    expect(textIn(answer)).toMatch(
      /^The token for \*\*steve\*\*, which may .*, is not shown here\. bob gets a message in the chat with `Show token`, which makes it\. It can be taken until .* \(in 7 days\)\./,
    );
    expect(tokenIn(answer)).toBe('');
    const { claim } = Claimed.parse(answer.structuredContent);
    const asked = await bob.nextEvent('message', ({ message }) => message.text.includes('over MCP'), 5000);
    expect(readIn(asked.message)).toMatch(/steve.* asked over MCP for a token.*By MCP/s);
    await bob.press(asked, 'run-0');
    const shown = await bob.nextEvent('ephemeral', () => true, 5000);
    const made = tokenIn(shown);
    expect((await botmint.me(made)).body).toMatchObject({ ok: true, slug: 'steve' });
    expect(
      await sql(
        botmint.databaseUrl,
        `select made_token_id is not null as made from claim where id = '${claim.id}'`,
      ),
    ).toEqual([{ made: true }]);
    const again = await steve.call('tokens_claim', { id: claim.id });
    expect(textIn(again)).toBe("`tokens claim` is for people; a bot's token cannot do it.");
  });

  test('by a session is for the one whose it is, and a bot that is provisioned has its token so too', async () => {
    await using session = await connect(botmint.api, (await signIn(botmint, 'bob')).access_token);
    const answer = await session.call('bots_provision', { slug: 'ada' });
    expect(textIn(answer)).toMatch(
      /^\*\*ada\*\* is ready, and you own it\. The token for .* You get a message/,
    );
    const asked = await bob.nextEvent('message', ({ message }) => message.text.includes('over MCP'), 5000);
    expect(asked.message.text).toMatch(/^You asked over MCP for a token for ada/);
    await bob.press(asked, 'run-0');
    const made = tokenIn(await bob.nextEvent('ephemeral', () => true, 5000));
    expect((await botmint.me(made)).body).toMatchObject({ ok: true, slug: 'ada' });
    const { id } = Claimed.parse(answer.structuredContent).claim;
    expect(textIn(await session.call('tokens_claim', { id }))).toBe(
      '`tokens claim` answers with a secret, and none is shown over MCP. A person asks for it in the chat: `tokens claim`',
    );
  });

  test('in the place of another makes a rotation when it is taken', async () => {
    const old = await issue(bob, '-u steve -e 3d');
    await using steve = await connect(botmint.api, token);
    const answer = await steve.call('bots_rotate', { username: 'steve' });
    expect(textIn(answer)).toMatch(/^The successor of `[0-9a-f]{8}` of \*\*steve\*\* is not shown here\./);
    expect(textIn(await steve.call('tokens_rotate_start', { id: old.id }))).toContain(`\`${old.id}\``);
    expect((await botmint.me(old.token)).status).toBe(200);
    await bob.nextEvent('message', ({ message }) => message.text.includes('over MCP'), 5000);
    const asked = await bob.nextEvent('message', ({ message }) => message.text.includes(old.id), 5000);
    await bob.press(asked, 'run-0');
    const made = tokenIn(await bob.nextEvent('ephemeral', () => true, 5000));
    expect((await botmint.me(made)).status).toBe(200);
    expect(await saidTo(bob, `/tokens rotate finish ${old.id}`)).toContain(old.id);
    expect((await botmint.me(old.token)).status).toBe(401);
  });
});
