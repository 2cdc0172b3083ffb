import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { filledManifest, readManifest } from '../../../src/slack-manifest.ts';

const url = 'https://botmint.example.org';
const at = `${url}/slack/events`;

test('the manifest without an address is as it stands there, for Socket Mode', async () => {
  expect(parse(await filledManifest({ url: undefined, isSocket: true }))).toEqual(await readManifest());
});

test('with an address it has it wherever Slack sends anything, and where browsers come back', async () => {
  const text = await filledManifest({ url, isSocket: false });
  expect(parse(text)).toMatchObject({
    features: { slash_commands: ['/bots', '/tokens', '/webhooks', '/botmint'].map(() => ({ url: at })) },
    oauth_config: { redirect_urls: [`${url}/slack/oauth_redirect`] },
    settings: {
      event_subscriptions: { request_url: at },
      interactivity: { request_url: at, message_menu_options_url: at },
      socket_mode_enabled: false,
    },
  });
});

test('with an address for installing alone Slack is heard by Socket Mode', async () => {
  const text = await filledManifest({ url, isSocket: true });
  expect(text).not.toContain(at);
  expect(parse(text)).toMatchObject({
    oauth_config: { redirect_urls: [`${url}/slack/oauth_redirect`] },
    settings: { socket_mode_enabled: true },
  });
});
