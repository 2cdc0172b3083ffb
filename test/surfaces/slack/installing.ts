import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Clone, type CreatedApp, openClone } from '../../../src/slack-clone/clone.ts';
import { clock } from '../../../src/system.ts';
import { freshDatabase } from '../../database.ts';
import { type Running, startBotmint } from '../../running.ts';
import { type Person, signIn } from '../../slack-clone/person.ts';

/** What Botmint asked of Slack. */
interface Called {
  method: string;
  token: string;
  /** As the client says. */
  teamId: string | null;
  /** As the token does: the workspace that took it. */
  takenBy: string;
}

/** A workspace in which Botmint can be installed. */
export interface Place {
  clone: Clone;
  teamId: string;
  person(name: 'alice' | 'bob' | 'carol'): Promise<Person>;
  /** Says yes in it, as a browser would that began at Botmint. Resolves with the page that comes of it. */
  install(): Promise<{ status: number; text: string; headers: Headers }>;
  /** The token that Botmint used there last. */
  token(): string;
  uninstall(): Promise<void>;
}

/** Botmint for many workspaces, and one Slack that has two of them. */
export interface Ground extends AsyncDisposable {
  botmint: Running;
  app: CreatedApp;
  one: Place;
  two: Place;
  calls: Called[];
  environment: Record<string, string>;
  /** Has `oauth.v2.access` answer with more than it would. */
  grants: Record<string, unknown>;
  /** Seconds for which everything is refused as asked too often; 0: nothing is. */
  wait: number;
}

/** @param isHeardBy a line that Botmint opens, which is the first workspace's alone, or requests */
export async function openGround(
  more: Record<string, string> = {},
  isHeardBy: 'requests' | 'line' = 'requests',
): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const { url: databaseUrl } = stack.use(await freshDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'slack-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const clones: Clone[] = [];
  for (const id of ['slack-one', 'slack-two'])
    clones.push(
      stack.use(
        await openClone({
          id,
          databaseUrl,
          registryPath: join(folder, 'registry.json'),
          clock,
          random: { bytes: (count) => randomBytes(count) },
          port: 0,
          log: { warn: () => undefined, error: () => undefined },
        }),
      ),
    );
  const [first, second] = clones;
  if (!first || !second) throw new Error('two were opened');
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const manifest = z
    .looseObject({ oauth_config: z.looseObject({}) })
    .parse(parse(await readFile(join(import.meta.dirname, '../../../manifest.yml'), 'utf8')));
  manifest.oauth_config['redirect_urls'] = [`${publicUrl}/slack/oauth_redirect`];
  const requestUrl = `${publicUrl}/slack/events`;
  const byLine = isHeardBy === 'line';
  const app = await first.createApp(manifest, byLine ? {} : { requestUrl });
  await second.createApp(manifest, { requestUrl, same: app });
  const state = { calls: [] as Called[], grants: {} as Record<string, unknown>, wait: 0 };
  const teams = [await teamOf(first), await teamOf(second)];
  const slack = stack.use(await openSlackOf(clones, teams, state));
  const environment = {
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SLACK_API_URL: `${slack.url}/api/`,
    SLACK_CLIENT_ID: app.clientId,
    SLACK_CLIENT_SECRET: app.clientSecret,
    ...(byLine ? { SLACK_APP_TOKEN: app.appToken ?? '' } : { SLACK_SIGNING_SECRET: app.signingSecret }),
    ...more,
  };
  const botmint = stack.use(await startBotmint(environment));
  const place = (clone: Clone, teamId = ''): Place => ({
    clone,
    teamId,
    person: async (name) => signIn(clone.url, name),
    install: async () => installIn(clone, botmint),
    token: () =>
      state.calls.findLast(({ takenBy, token }) => takenBy === teamId && token !== '')?.token ?? '',
    async uninstall() {
      const { clientId: client_id, clientSecret: client_secret } = app;
      const headers = { authorization: `Bearer ${this.token()}` };
      const body = new URLSearchParams({ client_id, client_secret });
      const answer = await fetch(`${clone.url}/api/apps.uninstall`, { method: 'POST', headers, body });
      if (!(await answer.text()).includes('"ok":true')) throw new Error('it was not uninstalled');
    },
  });
  const opened = stack.move();
  return Object.assign(state, {
    botmint,
    app,
    one: place(first, teams[0]),
    two: place(second, teams[1]),
    environment,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  });
}

const Team = z.object({ team_id: z.string() });

async function teamOf(clone: Clone): Promise<string> {
  await using alice = await signIn(clone.url, 'alice');
  return Team.parse(await alice.call('auth.test')).team_id;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Where a browser is sent that begins to install Botmint, and the cookie that it is given. */
export async function beginning({ api }: Running) {
  const begun = await fetch(`${api}/slack/install`, { redirect: 'manual' });
  const cookie = begun.headers.get('set-cookie') ?? '';
  return { cookie, location: new URL(begun.headers.get('location') ?? ''), status: begun.status };
}

/** Says yes there as alice. Resolves with the address that a browser is sent back to. */
export async function allowed(clone: Clone, location: URL): Promise<string> {
  await using alice = await signIn(clone.url, 'alice');
  const { redirect } = await alice.call('client.authorize', Object.fromEntries(location.searchParams));
  return z.string().parse(redirect);
}

async function installIn(clone: Clone, botmint: Running) {
  const { cookie, location } = await beginning(botmint);
  const back = await allowed(clone, location);
  const page = await fetch(back, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  return { status: page.status, text: await page.text(), headers: page.headers };
}

const STRANGE = new Set(['invalid_auth', 'invalid_code', 'bad_client_secret']);

/** One address for several workspaces, as Slack has: whose a token or a code is, is found by asking. */
async function openSlackOf(
  clones: readonly Clone[],
  teams: readonly string[],
  state: Pick<Ground, 'calls' | 'grants' | 'wait'>,
) {
  const server = createServer((request, response) => {
    void answer(request).then(({ status = 200, headers = {}, body }) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body),
    );
  });
  const answer = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (state.wait > 0)
      return {
        status: 429,
        headers: { 'retry-after': String(state.wait) },
        body: '{"ok":false,"error":"ratelimited"}',
      };
    const method = (request.url ?? '').replace('/api/', '');
    const { authorization = '', 'content-type': type = '' } = request.headers;
    let said: Record<string, unknown> = {};
    for (const [index, { url }] of clones.entries()) {
      const headers = { 'content-type': type, ...(authorization === '' ? {} : { authorization }) };
      const answered = await fetch(`${url}${request.url}`, { method: 'POST', headers, body });
      said = z.record(z.string(), z.unknown()).parse(await answered.json());
      if (STRANGE.has(String(said['error']))) continue;
      const token = authorization.replace('Bearer ', '');
      const teamId = new URLSearchParams(body.toString()).get('team_id');
      state.calls.push({ method, token, teamId, takenBy: teams[index] ?? '' });
      break;
    }
    return { body: JSON.stringify(method === 'oauth.v2.access' ? { ...said, ...state.grants } : said) };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
