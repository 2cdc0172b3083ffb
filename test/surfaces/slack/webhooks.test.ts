import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpAll, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { openAnswers } from './answers.ts';
import { answerTo, readIn, saidTo } from './asking.ts';
import { opening } from './filling.ts';

const URL = 'http://127.0.0.1:9/hook';
const SECRET = 'correct-horse-battery-staple-42';
const KEY = 'whsec_Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS00Mg==';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  bob = await botmint.person('bob');
  for (const name of ['steve', 'ada', 'eve']) await saidTo(bob, `/bots create ${name}`);
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

describe('a webhook', () => {
  test('is set by typing, and its key is shown there alone', async () => {
    const { message } = await answerTo(bob, `/webhooks set steve ${URL} --events webhook.test,message`);
    expect(message.text).toBe(
      `steve/default is set: \`${URL}\` hears of webhook.test and message. Its signing key is below. Copy it now: it is shown only here, only once.`,
    );
    const [key = ''] = /whsec_[\w+/=]{44}/.exec(readIn(message)) ?? [];
    expect(key).not.toBe('');
    expect(message.text).not.toContain('whsec_');
    expect(await dumpAll(botmint.databaseUrl)).not.toContain(key.slice('whsec_'.length, 30));
  });

  test('is set in a form, which unfolds, and keeps the secret to itself', async () => {
    const form = await opening(bob, '/webhooks set');
    expect(form.blockIds).toEqual(['username', 'url', 'secret', 'events', 'scheme']);
    form.pick('username', 'ada');
    form.type('url', 'http://10.0.0.1/');
    form.type('secret', 'short');
    const wrong = await form.submit();
    expect(wrong.errors).toEqual({
      secret: 'A signing secret has 24 to 64 bytes, and this one has 5. Left out, a new webhook gets one.',
    });
    form.type('secret', SECRET);
    expect(Object.keys((await form.submit()).errors ?? {})).toEqual(['url']);
    form.type('url', URL);
    await bob.call('blocks.actions', {
      container: { type: 'view', view_id: form.view.id },
      action: { type: 'button', block_id: 'more', action_id: 'more' },
      state: { values: form.values },
    });
    await form.updated('headers');
    expect(JSON.stringify(form.view)).not.toContain(SECRET);
    expect(form.value('secret')).toBe(SECRET);
    form.type('headers', 'X-Key: v4lue-of-a-header');
    const options = ['message', 'bot.deleted'].map((value) => ({
      text: { type: 'plain_text' as const, text: value },
      value,
    }));
    form.values['events'] = { events: { type: 'multi_external_select', selected_options: options } };
    form.pick('scheme', 'standard');
    const { view } = await form.submit();
    expect(view && readIn(view)).toBe('One moment…');
    await form.updated('whsec_');
    expect(readIn(form.view)).toContain(KEY);
    expect(readIn(form.view)).toContain('hears of bot.deleted and message.');
    const found = (await dumpAll(botmint.databaseUrl)) + botmint.logged.join('');
    expect(found).not.toContain('v4lue-of-a-header');
    expect(
      await sql(botmint.databaseUrl, "select scheme, header_names from webhook where scheme = 'standard'"),
    ).toEqual([{ scheme: 'standard', header_names: ['x-key'] }]);
  });

  test('takes no secret that is typed where others keep it', async () => {
    const line = `/webhooks set steve ${URL} --secret ${SECRET}`;
    const sentence = `what is typed here is in this conversation's hands now, so count it as seen and take another. \`/webhooks set\` alone opens a form that keeps it out of here.`;
    expect(await saidTo(bob, line)).toBe(`Signing secret: ${sentence}`);
    expect(await saidTo(bob, '/webhooks set steve --headers "Authorization: Basic abc"')).toBe(
      `Headers: ${sentence}`,
    );
    const stored = await sql(botmint.databaseUrl, 'select events from webhook where header_names = $1', [
      ['authorization'],
    ]);
    expect(stored).toEqual([]);
  });

  test('has a card, whose buttons pause it and go on', async () => {
    const card = await answerTo(bob, '/webhooks show steve');
    const text = readIn(card.message);
    expect(text).toContain(`steve/default · ${URL}`);
    expect(text).toMatch(
      /\*Status\*\nuntried.*\*Waiting\*\nnothing.*\*Last success\*\nnever.*\*Last error\*\nnone/s,
    );
    expect(text).toContain('Nothing came for it yet.');
    expect(text).toMatch(/Test.*Pause$/);
    await bob.press(card, 'run-1');
    const paused = await bob.nextEvent('ephemeral');
    expect(paused.message.text).toBe(
      'steve/default is paused: what comes waits. To go on: `/webhooks resume steve/default`',
    );
    await bob.press(paused, 'run-1');
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('steve/default goes on.');
    const bot = await answerTo(bob, '/bots show steve');
    expect(readIn(bot.message)).toContain(
      `*steve/default* · untried · webhook.test and message · \`${URL}\``,
    );
  });

  test('is chosen in a form by its name', async () => {
    const form = await opening(bob, '/webhooks rotate-secret');
    const offered = await bob.suggest(form.view, 'webhook', 'st');
    expect(offered).toEqual([{ text: 'steve/default', value: 'steve/default' }]);
    form.pick('webhook', 'steve/default');
    form.type('overlap', '0s');
    await form.submit();
    await form.updated('whsec_');
    expect(readIn(form.view)).toContain('The one before is used no more.');
  });

  test('whose new key cannot be shown stays, and the person is told how to have another', async () => {
    await using nowhere = await openAnswers(404);
    const line = 'rotate-secret ada --overlap 0s';
    const form = await slashForm(botmint, '/webhooks', line, { userId: bob.id, responseUrl: nowhere.url });
    expect(await deliver(botmint, await signed(botmint, form))).toEqual({ status: 200, text: '' });
    const { message } = await bob.nextEvent('message', () => true, 5000);
    expect(message.text).toBe(
      'The new signing key of ada/default could not be shown to you, and is in use. To have one that you can see: `/webhooks rotate-secret ada/default`',
    );
    expect(JSON.stringify(message)).not.toContain('whsec_');
    const shown = botmint.logged.splice(0);
    expect(shown).toEqual(['the new signing key of ada/default could not be shown']);
  });

  test('is deleted when its question is answered with yes', async () => {
    const asked = await answerTo(bob, '/webhooks delete steve');
    expect(asked.message.text).toBe(
      'Delete steve/default? Its address goes silent within 5 seconds. Nothing waits for it.',
    );
    expect(readIn(asked.message)).toMatch(/Keep.*Delete it/);
    await bob.press(asked, 'run-yes');
    expect((await bob.nextEvent('ephemeral_changed')).message.text).toBe('steve/default is deleted.');
    expect(await saidTo(bob, '/webhooks show steve')).toBe(
      'steve has no webhook. Give it one: `/webhooks set steve https://example.com/hook`',
    );
    expect(await saidTo(bob, '/webhooks list')).toBe('1 webhook.');
    expect(botmint.logged).toEqual([]);
  });
});
