import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { parseJson } from '../api/request.ts';
import { createApp } from '../install/create.ts';
import { faultsOf } from '../install/manifest-rules.ts';
import { deleteApp, invalidManifest, knownApp, updateApp } from '../install/update.ts';
import { verificationToken } from '../interactions/sign.ts';

const WRITE = { config: ['app_configurations:write'] };

/** JSON in a string, as Slack wants it; an object in a JSON body is understood too. */
const manifest = z.unknown().transform((given) => (typeof given === 'string' ? parseJson(given) : given));
const app_id = z.string();

/** @throws invalid_manifest for what is no JSON object */
function readSource(source: unknown): object {
  if (typeof source === 'object' && source !== null && !Array.isArray(source)) return source;
  throw invalidManifest([{ message: 'The manifest must be an object in JSON', pointer: '/' }]);
}

export const appsManifestValidate = defineMethod({
  name: 'apps.manifest.validate',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ manifest, app_id: app_id.optional() }),
  async run({ workspace }, given) {
    const app = given.app_id === undefined ? undefined : await knownApp(workspace, given.app_id);
    const errors = faultsOf(readSource(given.manifest), app !== undefined && app.request_url !== null);
    if (errors.length > 0) throw invalidManifest(errors);
    return { errors };
  },
});

/** The app is there and not installed: `oauth_authorize_url` is where a person does that. */
export const appsManifestCreate = defineMethod({
  name: 'apps.manifest.create',
  tier: 't1',
  scopes: WRITE,
  input: z.object({ manifest }),
  async run({ workspace }, given) {
    const source = readSource(given.manifest);
    const errors = faultsOf(source);
    if (errors.length > 0) throw invalidManifest(errors);
    const { appId, clientId, clientSecret, signingSecret } = await createApp(workspace, source);
    const { manifest: made } = await knownApp(workspace, appId);
    const scopes = { scope: made.botScopes.join(','), user_scope: made.userScopes.join(',') };
    const query = new URLSearchParams({ client_id: clientId, ...scopes });
    return {
      app_id: appId,
      credentials: {
        client_id: clientId,
        client_secret: clientSecret,
        verification_token: verificationToken(signingSecret),
        signing_secret: signingSecret,
      },
      oauth_authorize_url: `${workspace.address.url}/oauth/v2/authorize?${query.toString()}`,
    };
  },
});

export const appsManifestUpdate = defineMethod({
  name: 'apps.manifest.update',
  tier: 't1',
  scopes: WRITE,
  input: z.object({ app_id, manifest }),
  async run({ workspace }, given) {
    const app = await knownApp(workspace, given.app_id);
    const permissions_updated = await updateApp(workspace, app, readSource(given.manifest));
    return { app_id: app.id, permissions_updated };
  },
});

/** As it was given. */
export const appsManifestExport = defineMethod({
  name: 'apps.manifest.export',
  tier: 't3',
  scopes: { config: ['app_configurations:read'] },
  input: z.object({ app_id }),
  async run({ workspace }, given) {
    const { source } = await knownApp(workspace, given.app_id);
    if (source === null) throw new SlackError('app_not_found');
    return { manifest: source };
  },
});

export const appsManifestDelete = defineMethod({
  name: 'apps.manifest.delete',
  tier: 't1',
  scopes: WRITE,
  input: z.object({ app_id }),
  async run({ workspace }, given) {
    await deleteApp(workspace, await knownApp(workspace, given.app_id));
    return {};
  },
});
