import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openClone } from '../../../src/slack-clone/clone.ts';
import { clock } from '../../../src/system.ts';
import { freshDatabase } from '../../database.ts';
import { untilReady } from '../../ready.ts';
import { type Running, startBotmint } from '../../running.ts';
import { type Person, signIn } from '../../slack-clone/person.ts';
import { answerTo, modalFor, saidTo, tokenIn } from './asking.ts';

/**
 * A line lasts that long, and is warned of its end in the middle. Slack's client closes it at that word, also under what
 * is not acknowledged yet, so it is long enough for what is done first.
 */
const LASTS_MS = 12_000;

const stack = new AsyncDisposableStack();
let environment: Record<string, string>;
let botmint: Running;
let alice: Person;

beforeAll(async () => {
  const { url: databaseUrl } = stack.use(await freshDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'slack-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const clone = stack.use(
    await openClone({
      id: 'slack-line',
      databaseUrl,
      registryPath: join(folder, 'registry.json'),
      clock,
      random: { bytes: (count) => randomBytes(count) },
      port: 0,
      log: { warn: () => undefined, error: () => undefined },
      socketLifetime: LASTS_MS,
    }),
  );
  const text = await readFile(join(import.meta.dirname, '../../../manifest.yml'), 'utf8');
  const manifest = z
    .looseObject({ oauth_config: z.looseObject({ scopes: z.object({ bot: z.array(z.string()) }) }) })
    .parse(parse(text));
  const redirect_uri = 'http://127.0.0.1:1/back';
  manifest.oauth_config['redirect_urls'] = [redirect_uri];
  const { clientId: client_id, clientSecret: client_secret, appToken = '' } = await clone.createApp(manifest);
  alice = stack.use(await signIn(clone.url, 'alice'));
  const scope = manifest.oauth_config.scopes.bot.join(',');
  const { redirect } = await alice.call('client.authorize', { client_id, scope, redirect_uri });
  const code = new URL(String(redirect)).searchParams.get('code') ?? '';
  const slackApiUrl = `${clone.url}/api/`;
  const web = new WebClient(undefined, { slackApiUrl });
  const granted = await web.oauth.v2.access({ client_id, client_secret, code, redirect_uri });
  environment = {
    SLACK_BOT_TOKEN: granted.access_token ?? '',
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: slackApiUrl,
  };
  botmint = stack.use(await startBotmint(environment));
});

afterAll(() => stack.disposeAsync());

test('over a line of Socket Mode commands and modals work, and nothing is heard by HTTP', async () => {
  expect(await saidTo(alice, '/bots create steve')).toContain('steve is ready, and you own it.');
  const form = await modalFor(alice, '/tokens issue -u steve');
  await alice.submit(form, { expiry: '3d' });
  const { view } = await alice.nextEvent('view_updated', ({ view: shown }) => tokenIn(shown) !== '', 8000);
  expect(await botmint.me(tokenIn(view))).toMatchObject({ status: 200 });
  expect((await fetch(`${botmint.api}/slack/events`, { method: 'POST' })).status).toBe(404);
  expect(await untilReady(botmint.api)).toMatchObject({ slack: true });
  const { message } = await answerTo(alice, '/botmint doctor');
  expect(JSON.stringify(message)).toContain('Slack answers, and speaks over a line of Socket Mode');
});

test('a line that Slack ends is followed by another at once', async () => {
  const until = performance.now() + 1.2 * LASTS_MS;
  let heard = 0;
  for (let each = 0; performance.now() < until; each += 1) {
    // In the tenth of a second between two lines nobody is reached, as Slack says.
    const isSent = await alice.command(`/bots show steve`).then(
      () => true,
      () => false,
    );
    if (isSent) {
      await alice.nextEvent('ephemeral', () => true, 8000);
      heard += 1;
    }
    await sleep(100);
  }
  expect(heard).toBeGreaterThan(5);
  expect(await saidTo(alice, '/bots list')).toContain('1 bot');
  expect(await untilReady(botmint.api)).toMatchObject({ slack: true });
});

test('what was acknowledged is answered before Botmint stops', async () => {
  await alice.command('/tokens issue -u steve -e 3d');
  await botmint[Symbol.asyncDispose]();
  const answer = await alice.nextEvent('ephemeral');
  expect(tokenIn(answer)).not.toBe('');
  for (const secret of [environment['SLACK_APP_TOKEN'], environment['SLACK_BOT_TOKEN'], tokenIn(answer)])
    expect(botmint.logged.join('\n')).not.toContain(secret);
});

test('an app-level token that is none keeps Botmint from starting, with a sentence', async () => {
  await expect(startBotmint({ ...environment, SLACK_APP_TOKEN: 'xapp-none' })).rejects.toThrow(
    /^There is no line to Slack by SLACK_APP_TOKEN: .*invalid_auth/,
  );
});
