import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpAll, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { registryOf } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, chosen, modalFor, readIn, saidTo, several, tableIn, tokenIn } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
/** Every token that was shown in this file. */
const shown: string[] = [];

beforeAll(async () => {
  botmint = await startBotmint();
  [alice, bob] = await Promise.all([botmint.person('alice'), botmint.person('bob')]);
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  for (const person of [alice, bob]) await person[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

async function scopesOf(token: string): Promise<unknown> {
  shown.push(token);
  const { status, body } = await botmint.me(token);
  expect(status).toBe(200);
  return body['scopes'];
}

const USUAL = ['bots:read', 'tokens:read', 'messages:read', 'messages:write'];

describe('a token that is asked for in full', () => {
  test('is shown at once, once, to the one who asked alone', async () => {
    const answer = await answerTo(bob, '/tokens issue -u steve -e 100d -l "Deployment token"');
    const token = tokenIn(answer);
    expect(await scopesOf(token)).toEqual(USUAL);
    expect(answer.message.text).toMatch(
      /^Token for steve · ends \d+ \w+ \d{4}, \d\d:\d\d E[SD]T \(in 100 days\) · may read bots, token ids and messages, and send messages\. Copy it now: it is shown only here, only once\.$/,
    );
    expect(readIn(answer.message).split(token)).toHaveLength(2);
    expect(alice.unseen).toEqual([]);
    expect(bob.unseen).toEqual([]);
  });

  test('stands in a block of its own, that wraps and is selected as a whole', async () => {
    const answer = await answerTo(bob, '/tokens issue -u steve -e 3d --format=opaque');
    const token = tokenIn(answer);
    shown.push(token);
    expect(token).toMatch(/^af_bot_[0-9a-f]{64}$/);
    expect(answer.message.blocks).toContainEqual(
      expect.objectContaining({
        type: 'rich_text',
        elements: [
          expect.objectContaining({
            type: 'rich_text_preformatted',
            elements: [{ type: 'text', text: token }],
          }),
        ],
      }),
    );
  });

  test('is shown in a direct message with the app too', async () => {
    const { channels = [] } = await bob.web.conversations.list({ types: 'im' });
    const { app } = await appOf(bob);
    const channel =
      channels.find(({ user }) => user === app)?.id ??
      (await bob.web.conversations.open({ users: app })).channel?.id;
    const answer = await answerTo(bob, '/tokens issue -u steve -e 3d', channel);
    expect(await scopesOf(tokenIn(answer))).toEqual(USUAL);
    expect(answer.channel).toBe(channel);
  });

  test('never carries more than was asked', async () => {
    const answer = await answerTo(bob, '/tokens issue -u steve -e 3d -s bots:read,tokens:write');
    expect(await scopesOf(tokenIn(answer))).toEqual(['bots:read', 'tokens:write']);
    const none = await answerTo(bob, '/tokens issue -u steve -e 3d -s ""');
    expect(none.message.text).toContain('may do nothing');
    expect(await scopesOf(tokenIn(none))).toEqual([]);
  });
});

describe('a token from the wizard', () => {
  test('is in no acknowledgement, but put into the modal afterwards, with nothing to send back', async () => {
    const view = await modalFor(bob, '/tokens issue');
    const sent = await bob.submit(view, {
      username: chosen('steve'),
      expiry: '3d',
      label: 'From the wizard',
    });
    expect(sent.response_action).toBe('update');
    expect(tokenIn(sent)).toBe('');
    const { view: updated } = await bob.nextEvent('view_updated');
    expect(updated).toMatchObject({ id: view.id, notify_on_close: false });
    expect(updated.submit ?? null).toBe(null);
    expect(await scopesOf(tokenIn(updated))).toEqual(USUAL);
    expect(updated.blocks.map(({ type }) => type)).not.toContain('input');
    expect(updated.title?.text).toBe('Issue a token');
  });

  test('has the usual scopes ticked, as far as its maker holds them', async () => {
    const view = await modalFor(bob, '/tokens issue -u steve');
    const Ticked = z.looseObject({
      block_id: z.string(),
      element: z
        .looseObject({ initial_options: z.array(z.object({ value: z.string() })).optional() })
        .optional(),
    });
    const blocks = z.array(Ticked).parse(view.blocks);
    const ticked = blocks.find(({ block_id }) => block_id === 'scopes')?.element?.initial_options;
    expect(ticked?.map(({ value }) => value)).toEqual(USUAL);
  });

  test('offers the scopes that one holds, and no others', async () => {
    const his = await bob.suggest(await modalFor(bob, '/tokens issue'), 'scopes', '');
    const hers = await alice.suggest(await modalFor(alice, '/tokens issue'), 'scopes', '');
    expect(his.map(({ value }) => value)).toContain('tokens:write');
    expect(his.map(({ value }) => value)).not.toContain('audit:read');
    expect(hers.map(({ value }) => value)).toContain('audit:read');
    expect(await bob.suggest(await modalFor(bob, '/tokens issue'), 'scopes', 'SEND')).toEqual([
      { text: 'messages:write · send messages', value: 'messages:write' },
    ]);
  });

  test('with no scope chosen may do nothing', async () => {
    const view = await modalFor(bob, '/tokens issue -u steve');
    await bob.submit(view, { expiry: '3d', scopes: several() });
    const { view: updated } = await bob.nextEvent('view_updated');
    expect(await scopesOf(tokenIn(updated))).toEqual([]);
    expect(readIn(updated)).toContain('may do nothing');
  });

  test('with a scope that one lacks is refused under the field', async () => {
    const view = await modalFor(bob, '/tokens issue -u steve');
    const sent = await bob.submit(view, {
      expiry: '3d',
      scopes: several('bots:read', 'audit:read', 'members:write'),
    });
    expect(sent.errors).toEqual({
      scopes: 'You can only grant scopes you hold, and audit:read and members:write are not among them.',
    });
  });

  test('keeps what was typed and is not asked for', async () => {
    const view = await modalFor(bob, '/tokens issue -u steve --format opaque');
    await bob.submit(view, { expiry: '3d' });
    const { view: updated } = await bob.nextEvent('view_updated');
    expect(tokenIn(updated)).toMatch(/^af_bot_/);
    shown.push(tokenIn(updated));
  });
});

describe('a token that was shown', () => {
  test('is in the list by its id, with the columns that are known', async () => {
    await using carol = await botmint.person('carol');
    const list = await answerTo(carol, '/tokens list');
    const [columns, ...rows] = tableIn(list.message);
    expect(columns).toEqual(['Token ID', 'User', 'Created By', 'Expires At', 'Last Used', 'Label']);
    const [id = '', ...cells] = rows.find((row) => row.at(-1) === 'From the wizard') ?? [];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(cells).toEqual([
      'steve',
      'bob',
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+$/),
      // It was used above, and a first use is written down at once.
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+$/),
      'From the wizard',
    ]);
  });

  test('is revoked by its id without a question, and refused from then on', async () => {
    const answer = await answerTo(bob, '/tokens issue -u steve -e 3d');
    const token = tokenIn(answer);
    const [, id = ''] = /Its id is `([0-9a-f]{8})`/.exec(JSON.stringify(answer)) ?? [];
    expect(await saidTo(bob, `/tokens revoke ${id}`)).toMatch(
      new RegExp(`^\`${id}\` is revoked and refused everywhere as of now\\. steve has \\d+ other tokens\\.$`),
    );
    expect(await botmint.me(token)).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
    expect(await saidTo(bob, `/tokens revoke ${id}`)).toMatch(
      new RegExp(`^\`${id}\` was revoked on .* already\\.`),
    );
  });

  test('has a Revoke button that asks first', async () => {
    await saidTo(bob, '/bots create shown');
    const answer = await answerTo(bob, '/tokens issue -u shown -e 3d');
    const card = await answerTo(bob, '/bots show shown');
    const row = card.message.blocks?.find((block) => 'accessory' in block);
    expect(row).toMatchObject({
      accessory: {
        type: 'button',
        text: { text: 'Revoke' },
        style: 'danger',
        confirm: {
          title: { text: 'Revoke this token?' },
          confirm: { text: 'Revoke' },
          deny: { text: 'Keep' },
        },
      },
    });
    await bob.press(card, 'run-0');
    const done = await bob.nextEvent('ephemeral');
    expect(done.message.text).toMatch(
      /is revoked and refused everywhere as of now\. shown has no other token\.$/,
    );
    expect(await botmint.me(tokenIn(answer))).toMatchObject({ status: 401 });
  });

  test('is nowhere any more: not in a conversation, a table, a file or the log', async () => {
    expect(shown).toHaveLength(8);
    const { channels = [] } = await bob.web.conversations.list({ types: 'public_channel,im' });
    const said = await Promise.all(
      channels.map(({ id = '' }) => bob.web.conversations.history({ channel: id, limit: 200 })),
    );
    const registry = await readFile(join(botmint.dataFolder, 'registry.json'), 'utf8');
    const everywhere = [
      JSON.stringify(said),
      await dumpAll(botmint.databaseUrl),
      registry,
      botmint.logged.join('\n'),
    ];
    for (const place of everywhere) {
      for (const token of shown) expect(place).not.toContain(token.slice(-40));
    }
    expect(channels.length).toBeGreaterThan(2);
    expect(everywhere[1]).toContain('From the wizard');
  });

  test('and no log line holds a secret of the workspace', async () => {
    const { botToken, signingSecret } = await registryOf(botmint);
    const logged = botmint.logged.join('\n');
    for (const secret of [botToken, signingSecret, 'xoxb', 'eyJ']) expect(logged).not.toContain(secret);
    const audited = await sql(botmint.databaseUrl, "select from audit_entry where command = 'tokens issue'");
    expect(audited.length).toBeGreaterThan(8);
  });
});

async function appOf(person: Person): Promise<{ app: string }> {
  const boot = await person.call('client.boot');
  const [app] = z.array(z.object({ bot_user_id: z.string() })).parse(boot['apps']);
  return { app: app?.bot_user_id ?? '' };
}
