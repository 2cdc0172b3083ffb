import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/database.ts';
import * as claims from '../../../src/store/claims.ts';
import type { Id } from '../../../src/core/ids.ts';
import { say } from '../../../src/core/text.ts';
import { blocksOf } from '../../../src/surfaces/slack/blocks.ts';
import { ids } from '../../../src/system.ts';
import { dumpAll, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, registryOf, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { issue } from '../rest/calling.ts';
import { openAnswers } from './answers.ts';
import { answerTo, modalFor, readIn, saidTo, tokenIn } from './asking.ts';

let botmint: Running;
let alice: Person;
let bob: Person;
/** Every token that was shown or typed in this file. */
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

const answered = () => bob.nextEvent('ephemeral', () => true, 5000);

async function rowOf(id: string): Promise<Record<string, unknown>> {
  const found = await sql(botmint.databaseUrl, 'select * from token where id::text like $1', [`${id}%`]);
  return z.record(z.string(), z.unknown()).parse(found[0]);
}

async function isSeen(id: string): Promise<void> {
  await expect.poll(async () => (await rowOf(id))['shown_at']).toBeInstanceOf(Date);
}

describe('a rotation', () => {
  test('is begun with a button of the list, which asks first, and shows the new token once', async () => {
    const old = await issue(bob, '-u steve -e 3d -l "Deployment token"');
    const list = await answerTo(bob, '/tokens list steve');
    expect(readIn(list.message)).toContain('Deployment token');
    const buttons = list.message.blocks?.find(({ type }) => type === 'actions');
    expect(buttons).toMatchObject({
      elements: [
        { text: { text: 'Rotate' }, confirm: { title: { text: 'Rotate this token?' }, style: 'primary' } },
        { text: { text: 'Revoke' }, style: 'danger', confirm: { title: { text: 'Revoke this token?' } } },
      ],
    });
    await bob.press(list, 'run-0');
    const answer = await answered();
    const token = tokenIn(answer);
    shown.push(old.token, token);
    expect(answer.message.text).toMatch(/^New token for steve · ends .* it is shown only here, only once\.$/);
    expect(readIn(answer.message).split(token)).toHaveLength(2);
    for (const each of [old.token, token]) expect(await botmint.me(each)).toMatchObject({ status: 200 });
    const [, id = ''] = /Its id is `([0-9a-f]{8})`/.exec(JSON.stringify(answer)) ?? [];
    await isSeen(id);

    const card = await answerTo(bob, `/tokens show ${id}`);
    expect(readIn(card.message)).toContain('It is being rotated.');
    await bob.press(card, 'run-0');
    expect((await answered()).message.text).toBe(
      `\`${old.id}\` is revoked and refused everywhere as of now. \`${id}\` has taken its place.`,
    );
    expect(await botmint.me(old.token)).toMatchObject({ status: 401, body: { error: 'revoked_bot_token' } });
    expect(await botmint.me(token)).toMatchObject({ status: 200 });
  });

  test('whose new token cannot be shown is taken back, and the one who asked is told', async () => {
    await using nowhere = await openAnswers(404);
    const old = await issue(bob, '-u steve -e 3d');
    const text = `rotate start ${old.id}`;
    const form = await slashForm(botmint, '/tokens', text, { userId: bob.id, responseUrl: nowhere.url });
    await deliver(botmint, await signed(botmint, form));
    const { message } = await bob.nextEvent(
      'message',
      (event) => event.message.text.startsWith('The new'),
      5000,
    );
    expect(message.text).toMatch(
      new RegExp(
        `^The new token for steve could not be shown to you, so \`[0-9a-f]{8}\` is revoked: nobody has it\\. The old one goes on as before\\. Try again: \`/tokens rotate start ${old.id}\`$`,
      ),
    );
    shown.push(old.token, tokenIn(nowhere.got));
    expect(await rowOf(old.id)).toMatchObject({ superseded_at: null, revoked_at: null });
  });
});

describe('a suspect token', () => {
  test('is inspected in a modal, which says whose it is and can freeze it', async () => {
    const { token, id } = await issue(bob, '-u steve -e 3d -l Suspect');
    shown.push(token);
    const view = await modalFor(bob, '/tokens inspect');
    const sent = await bob.submit(view, { token });
    expect(sent.response_action).toBe('update');
    expect(JSON.stringify(sent)).not.toContain(token.slice(-20));
    const answer = sent.view;
    if (!answer) throw new Error('nothing was shown');
    expect(readIn(answer)).toContain(`A token of steve, which bob owns: ${id} · Suspect.`);
    await bob.press({ ...answer, id: view.id }, 'run-0');
    const { view: frozen } = await bob.nextEvent('view_updated', () => true, 5000);
    expect(readIn(frozen)).toContain(`${id} of steve is frozen and refused everywhere as of now.`);
    expect(await rowOf(id)).toMatchObject({ frozen_at: expect.any(Date) as Date });
  });

  test('that is wrong says so under its field', async () => {
    const view = await modalFor(bob, '/tokens inspect');
    expect(await bob.submit(view, { token: 'nonsense' })).toMatchObject({
      errors: {
        token:
          'That is neither a token nor the last six characters of one. “/tokens list --all” shows those there are, by their ids.',
      },
    });
  });

  test('is known by its last six characters, which may be typed', async () => {
    const { token, id } = await issue(bob, '-u steve -e 3d');
    shown.push(token);
    expect(await saidTo(bob, `/tokens inspect ${token.slice(-6)}`)).toContain(`\`${id}\``);
  });

  test.each(['/tokens inspect', '/botmint tokens inspect', '/tokens inspect --token'])(
    'that is typed in full after %s goes no further',
    async (typed) => {
      const { token } = await issue(bob, '-u steve -e 3d');
      shown.push(token);
      expect(await saidTo(bob, `${typed} ${token}`)).toBe(
        "What is typed here is in this conversation's hands now, so count that token as seen. `/tokens inspect` alone opens a form that keeps it out of here, and can freeze it.",
      );
      await expect(saidTo(bob, `${typed} ${token} and more`)).resolves.not.toContain(token.slice(-20));
    },
  );
});

/** What the button of a message carries, about something that happens later. */
const isRevoked = ({ message }: { message: { text: string } }): boolean =>
  message.text.endsWith('is revoked: nobody has it. Press Show token again.');

async function promise(token: string): Promise<Id<'claim'>> {
  const old = await rowOf(token);
  const [member] = await sql(botmint.databaseUrl, "select id from member where name = 'bob'");
  const id = ids.make<'claim'>();
  await using database = openDatabase(botmint.databaseUrl, { warn: () => {}, error: () => {} });
  const organization = old['organization_id'] as Id<'organization'>;
  await using transaction = database.begin(organization, 'write');
  await claims.insert(transaction.db, {
    organization_id: organization,
    id,
    member_id: (member as { id: Id<'member'> }).id,
    bot_id: old['bot_id'] as Id<'bot'>,
    token_id: old['id'] as Id<'token'>,
    terms: null,
    reason: 'reminder',
    created_at: new Date(),
    expires_at: new Date(Date.now() + 60_000),
  });
  await transaction.commit();
  return id;
}

describe('a claim', () => {
  test('is taken with its button in a direct message, and shown to its taker alone', async () => {
    const old = await issue(bob, '-u steve -e 3d');
    const id = await promise(old.id);
    expect(await saidTo(alice, `/tokens claim ${id}`)).toBe(
      'This token was promised to bob, who is told that you asked for it. One of your own: `/tokens issue`',
    );
    const app = new WebClient((await registryOf(botmint)).botToken, {
      slackApiUrl: `${botmint.workspace}/api/`,
    });
    const { channel } = await app.conversations.open({ users: bob.id });
    const buttons = [{ label: 'Show token', command: 'tokens claim', input: { id } }];
    const blocks = blocksOf({ text: say`A token of steve ends soon.`, buttons });
    await app.chat.postMessage({ channel: channel?.id ?? '', text: 'A token ends soon.', blocks });
    const offered = await bob.nextEvent(
      'message',
      ({ message }) => message.text === 'A token ends soon.',
      5000,
    );
    await bob.press(offered, 'run-0');
    const answer = await answered();
    const token = tokenIn(answer);
    shown.push(old.token, token);
    expect(answer.channel).toBe(channel?.id);
    expect(await botmint.me(token)).toMatchObject({ status: 200 });
    await expect
      .poll(async () => saidTo(bob, `/tokens claim ${id}`))
      .toMatch(
        /^This token was shown to you on .*\. Lost it\? `\/tokens rotate start [0-9a-f]{8}` makes a new one\.$/,
      );
  });

  test('whose token could not be shown can be taken again', async () => {
    await using nowhere = await openAnswers(404);
    const old = await issue(bob, '-u steve -e 3d');
    const id = await promise(old.id);
    const form = await slashForm(botmint, '/tokens', `claim ${id}`, {
      userId: bob.id,
      responseUrl: nowhere.url,
    });
    await deliver(botmint, await signed(botmint, form));
    // What was said of misuse comes by and by to the same conversation.
    expect(await bob.nextEvent('message', isRevoked, 5000)).toBeDefined();
    const token = tokenIn(await answerTo(bob, `/tokens claim ${id}`));
    shown.push(old.token, token, tokenIn(nowhere.got));
    expect(await botmint.me(token)).toMatchObject({ status: 200 });
  });
});

test('a token that was shown is left alone by what ends those that nobody saw', async () => {
  const { id, token } = await issue(bob, '-u steve -e 3d');
  shown.push(token);
  await isSeen(id);
  const waiting = await sql(
    botmint.databaseUrl,
    'select id from token where shown_at is null and revoked_at is null',
  );
  expect(waiting).toEqual([]);
});

test('and no token that was typed or shown is anywhere: in a conversation, a table or the log', async () => {
  expect(shown.filter((token) => token !== '').length).toBeGreaterThan(12);
  const everywhere = [await dumpAll(botmint.databaseUrl), botmint.logged.join('\n')];
  for (const place of everywhere)
    for (const token of shown.filter((each) => each !== '')) expect(place).not.toContain(token.slice(-40));
  expect(everywhere[0]).toContain('Deployment token');
});
