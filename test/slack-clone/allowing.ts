import type { Installable } from './installable.ts';
import type { Person } from './person.ts';
import { botClient, type World } from './world.ts';

/** An app, and where its people come back to. */
type Allowable = Pick<Installable, 'created' | 'url'>;

/** A person allows, without a browser; gives the code. */
export async function allow(person: Person, { created, url }: Allowable, more: Record<string, unknown> = {}) {
  const asked = { client_id: created.clientId, redirect_uri: `${url}/slack/oauth_redirect`, ...more };
  const { redirect } = await person.call('client.authorize', { scope: 'chat:write', ...asked });
  return new URL(String(redirect)).searchParams.get('code') ?? '';
}

/** The app exchanges it. */
export const access = (world: World, { created, url }: Allowable, more: Record<string, string>) =>
  botClient(world.url, '').oauth.v2.access({
    client_id: created.clientId,
    client_secret: created.clientSecret,
    redirect_uri: `${url}/slack/oauth_redirect`,
    ...more,
  });
