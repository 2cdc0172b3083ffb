import { hashOf } from '../api/caller.ts';
import { hex, newAppToken, newBotToken, newClientId, newConfigToken, newId, newUserToken } from '../ids.ts';
import type { Random } from '../ids.ts';
import * as tokens from '../store/tokens.ts';
import type { Database } from '../store/schema.ts';
import type { AppSecrets, Entry } from './registry.ts';

/** A workspace that nothing is installed in yet has a pair all the same: the first install makes the hashes of it. */
export function newEntry(random: Random, teamId: string): Entry {
  return {
    botToken: newBotToken(random),
    userToken: newUserToken(random),
    signingSecret: hex(16, random),
    appId: newId('A', random),
    teamId,
    configToken: newConfigToken(random),
    apps: {},
  };
}

export function newAppSecrets(random: Random): AppSecrets {
  return { signingSecret: hex(16, random), clientId: newClientId(random), clientSecret: hex(16, random) };
}

/** With the token that opens sockets, which an app has once Socket Mode is on. */
export function withAppToken(appId: string, secrets: AppSecrets, random: Random): AppSecrets {
  return { ...secrets, appToken: secrets.appToken ?? newAppToken(appId, random) };
}

/** What the database keeps of an app-level token. @param memberId whoever made the app */
export async function keepAppToken(
  db: Database,
  { appId, memberId, appToken, now }: { appId: string; memberId: string; appToken: string; now: Date },
): Promise<void> {
  await tokens.upsert(db, {
    hash: hashOf(appToken),
    kind: 'app',
    member_id: memberId,
    app_id: appId,
    scopes: ['connections:write', 'authorizations:read', 'app_configurations:write'],
    created_at: now,
    expires_at: null,
    revoked_at: null,
  });
}
