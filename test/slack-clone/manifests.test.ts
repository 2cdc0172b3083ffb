import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { call } from './call.ts';
import { HELLO, installInBrowser, openInstallable } from './installable.ts';
import { everything } from './rows.ts';
import { botClient, openWorld, type World } from './world.ts';

const Registry = z.record(z.string(), z.looseObject({ configToken: z.string() }));

/** The token that makes and changes apps, as a person reads it from the registry. */
async function configClient(world: World) {
  const registry = Registry.parse(JSON.parse(await readFile(world.registryPath, 'utf8')));
  return botClient(world.url, registry['slack-local']?.configToken ?? '');
}

/** The five methods, through Slack's own client; its types would have the manifest as an object only. */
async function manifestsOf(world: World) {
  const client = await configClient(world);
  const ask = (verb: string) => (given: Record<string, unknown>) =>
    client.apiCall(`apps.manifest.${verb}`, given);
  return {
    create: ask('create'),
    validate: ask('validate'),
    update: ask('update'),
    export: ask('export'),
    delete: ask('delete'),
  };
}

const Made = z.object({
  app_id: z.string(),
  credentials: z.object({ client_id: z.string(), client_secret: z.string(), signing_secret: z.string() }),
  oauth_authorize_url: z.string(),
});

const Challenge = z.object({ challenge: z.string() });

const settings = { socket_mode_enabled: true };
const manifest = JSON.stringify({ ...HELLO, settings });

describe('apps.manifest', () => {
  test('makes an app that a person can then install, exports it as it was given, and takes it away', async () => {
    await using world = await openWorld();
    const manifests = await manifestsOf(world);
    const made = Made.parse(await manifests.create({ manifest }));
    const { app_id, credentials } = made;
    expect(made.oauth_authorize_url).toContain(`/oauth/v2/authorize?client_id=${credentials.client_id}`);
    expect(await manifests.export({ app_id })).toMatchObject({ manifest: JSON.parse(manifest) });
    const registry = await readFile(world.registryPath, 'utf8');
    const stored = await everything(world.databaseUrl);
    for (const secret of [credentials.client_secret, credentials.signing_secret]) {
      expect(registry).toContain(secret);
      expect(stored).not.toContain(secret);
    }
    await manifests.delete({ app_id });
    await expect(manifests.export({ app_id })).rejects.toThrow('invalid_app_id');
    expect(await readFile(world.registryPath, 'utf8')).not.toContain(credentials.client_secret);
    const own = manifests.delete({ app_id: world.installation.appId });
    await expect(own).rejects.toThrow('no_permission');
  });

  test('tells all that is wrong, and where, and takes Botmint’s own manifest as it is', async () => {
    await using world = await openWorld();
    const manifests = await manifestsOf(world);
    const wrong: [object | string, string[]][] = [
      ['{', ['/']],
      ['[]', ['/']],
      [{}, ['/display_information']],
      [
        { display_information: { name: 'x'.repeat(36) }, feature: {} },
        ['/display_information/name', '/feature'],
      ],
      [HELLO, ['/features/slash_commands/0/url', '/settings/event_subscriptions', '/settings/interactivity']],
      [
        {
          ...HELLO,
          settings,
          oauth_config: { scopes: { bot: ['chat:write', 'client'], user: ['commands'] } },
        },
        ['/oauth_config/scopes/bot/1', '/oauth_config/scopes/user/0', '/oauth_config/scopes/bot'],
      ],
    ];
    for (const [source, pointers] of wrong) {
      const sent = typeof source === 'string' ? source : JSON.stringify(source);
      const refused = manifests.validate({ manifest: sent });
      const errors = pointers.map((pointer) => expect.objectContaining({ pointer }));
      await expect(refused).rejects.toMatchObject({ data: { error: 'invalid_manifest', errors } });
      await expect(manifests.create({ manifest: sent })).rejects.toThrow('invalid_manifest');
    }
    const own: unknown = parseYaml(await readFile(join(import.meta.dirname, '../../manifest.yml'), 'utf8'));
    expect(await manifests.validate({ manifest: JSON.stringify(own) })).toMatchObject({
      ok: true,
      errors: [],
    });
  });

  test('changes commands at once and scopes with the next install', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await installInBrowser(hello, 'allow', 'bob');
    const manifests = await manifestsOf(world);
    const { appId: app_id } = hello.created;
    await using bob = await world.signIn('bob');
    hello.bolt.command('/bye', async ({ ack }) => ack('bye'));
    const slash_commands = [{ command: '/bye', description: 'Say bye' }];
    const features = { ...HELLO.features, slash_commands };
    const same = JSON.stringify({ ...HELLO, features });
    expect(await manifests.update({ app_id, manifest: same })).toMatchObject({ permissions_updated: false });
    await bob.nextEvent('apps_changed');
    await bob.command('/bye');
    await expect(bob.command('/hello')).rejects.toThrow('invalid_command');
    const bot = ['commands', 'chat:write', 'team:read'];
    const more = JSON.stringify({ ...HELLO, oauth_config: { scopes: { bot } } });
    expect(await manifests.update({ app_id, manifest: more })).toMatchObject({ permissions_updated: true });
    const token = hello.installations.get(world.installation.teamId)?.bot?.token ?? '';
    await expect(botClient(world.url, token).team.info()).rejects.toThrow('missing_scope');
  });

  test('takes a new address for events only when an app answers the challenge there', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    const manifests = await manifestsOf(world);
    const at = (request_url: string) => {
      const event_subscriptions = { request_url, bot_events: ['team_join'] };
      const changed = { ...HELLO, settings: { ...HELLO.settings, event_subscriptions } };
      return manifests.update({ app_id: hello.created.appId, manifest: JSON.stringify(changed) });
    };
    // Its own Bolt, at another address; then one that knows another secret.
    await at(`${hello.url}/slack/events?again`);
    const pointer = '/settings/event_subscriptions/request_url';
    const errors = [{ pointer, message: expect.stringContaining('challenge parameter') }];
    await expect(at(world.requestUrl)).rejects.toMatchObject({ data: { error: 'invalid_manifest', errors } });
  });

  test('does not bring back an app that was deleted while it answered', async () => {
    await using world = await openWorld();
    await using hello = await openInstallable(world);
    await installInBrowser(hello, 'allow', 'bob');
    const manifests = await manifestsOf(world);
    const { appId: app_id } = hello.created;
    const slow = createServer(async (request, response) => {
      const { challenge } = Challenge.parse(JSON.parse(await text(request)));
      await manifests.delete({ app_id });
      response.end(challenge);
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const at = slow.address();
    const request_url = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
    const event_subscriptions = { request_url, bot_events: ['team_join'] };
    const changed = { ...HELLO, settings: { ...HELLO.settings, event_subscriptions } };
    const late = manifests.update({ app_id, manifest: JSON.stringify(changed) });
    await expect(late).rejects.toThrow('invalid_app_id');
    slow.close();
    const bot = (await world.bot.users.list({})).members?.find(({ name }) => name === 'hello');
    expect(bot?.deleted).toBe(true);
  });

  test('is closed to tokens that are not for it, and a token for it opens nothing else', async () => {
    await using world = await openWorld();
    const validate = world.bot.apiCall('apps.manifest.validate', { manifest });
    await expect(validate).rejects.toThrow('not_allowed_token_type');
    const config = await configClient(world);
    await expect(config.users.list({})).rejects.toThrow('not_allowed_token_type');
    await expect(call(world.url, 'apps.manifest.create', { manifest })).rejects.toThrow('not_authed');
  });
});
