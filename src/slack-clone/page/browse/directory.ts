/** The apps of the workspace: what there is, and how one comes in and goes. */
import type { CreatedApp, Directory, InstalledTokens, ManifestFault } from '../../protocol.ts';
import type { Desk } from '../desk.ts';
import { explain, type Failure } from '../failure.ts';

const sentences: Record<string, string> = {
  not_an_admin: 'Only an admin can do this. Ask one, or act as one.',
  user_is_restricted: 'A guest installs no apps. Ask a member, or an admin.',
  access_denied: 'A guest installs no apps. Ask a member, or an admin.',
  app_not_found: 'This app is not there any more.',
  invalid_app_id: 'This app is not there any more.',
  no_scopes: 'This app asks for no scopes, so there is nothing to install.',
};

const because = (failure: Failure): string => sentences[failure.error] ?? explain(failure);

export async function readDirectory(desk: Desk): Promise<Directory | string> {
  const answer = await desk.ask<Directory>('client.apps', {});
  return answer.ok ? answer : because(answer);
}

export async function install(desk: Desk, app: string): Promise<InstalledTokens | string> {
  const answer = await desk.ask<InstalledTokens>('client.install', { app_id: app });
  return answer.ok ? answer : because(answer);
}

export async function uninstall(desk: Desk, app: string): Promise<string | null> {
  const answer = await desk.ask<{ ok: true }>('client.uninstall', { app_id: app });
  return answer.ok ? null : because(answer);
}

/** The app, what is wrong with its manifest, or a sentence. */
export async function createApp(
  desk: Desk,
  manifest: string,
): Promise<CreatedApp | ManifestFault[] | string> {
  const answer = await desk.ask<CreatedApp>('client.createApp', { manifest });
  if (answer.ok) return answer;
  return answer.errors ?? because(answer);
}
