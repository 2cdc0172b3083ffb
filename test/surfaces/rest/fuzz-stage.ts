import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import type { MemberActor } from '../../../src/core/actor.ts';
import { SCOPES } from '../../../src/core/scopes.ts';
import { OwnAddress } from '../../../src/surfaces/own-address.ts';
import { buildServer } from '../../../src/surfaces/rest/server.ts';
import { Underway } from '../../../src/surfaces/underway.ts';
import { sql } from '../../dump.ts';
import { issue, openWorld, type World } from '../../world.ts';
import type { Wild } from './fuzz-requests.ts';

const HOST = 'localhost';

/** A way to be somebody, and what is known of it. */
interface Actor {
  name: string;
  credential: string | undefined;
}

/** A server on a world of its own, in which there is always something left to be broken. */
export interface Stage extends AsyncDisposable {
  world: World;
  send(
    wild: Wild,
  ): Promise<{ route: string | undefined; answer: LightMyRequestResponse; asked: string; actor: string }>;
  /** Makes anew whoever was revoked, disabled or deleted. */
  mend(): Promise<void>;
  /** Everything that nobody may be told. */
  secrets: Set<string>;
  document(): Promise<string>;
}

export async function openStage(): Promise<Stage> {
  const world = await openWorld();
  const alice = await world.person('alice');
  await Promise.all([world.person('bob'), world.person('carol')]);
  const server = serverOf(world);
  const live = new Map<string, string[]>([['username', ['steve', 'hal']]]);
  const secrets = new Set<string>([world.deps.control.reveal()]);
  const actors: Actor[] = [];
  let generation = 0;
  const mend = async (): Promise<void> => {
    generation += 1;
    const made = [...(await cast(world, alice, generation)), ...(await people(server, world))];
    for (const { credential } of made) if (credential !== undefined) secrets.add(credential);
    actors.splice(0, actors.length, ...STRANGERS, ...made);
  };
  await world.ask(alice, 'services add', { service_type: 'github', external_id: 'acme' });
  await mend();
  return {
    world,
    mend,
    secrets,
    document: async () => (await server.inject({ url: '/openapi.json', headers: { host: HOST } })).body,
    async send(wild) {
      const { name, credential } = actors.find((each) => each.name === wild.actor) ??
        actors[Number(wild.actor) % actors.length] ?? { name: 'nobody', credential: undefined };
      const request = written(wild, credential, live);
      const answer = await server.inject(request);
      const route = answer.headers['x-matched'];
      harvest(answer, live, secrets);
      const asked = JSON.stringify({ ...request, headers: { ...request.headers, ...HIDDEN } }).slice(0, 600);
      return { route: typeof route === 'string' ? route : undefined, answer, asked, actor: name };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** A failure is shown with the request that met it, but not with a token. */
const HIDDEN = { authorization: undefined, cookie: undefined, 'x-agentflow-bot-token': undefined };

function serverOf({ deps }: World): FastifyInstance {
  const server = buildServer({
    deps,
    mounts: [],
    workspaceUrl: undefined,
    underway: new Underway(),
    trustedProxies: [],
    own: new OwnAddress([`http://${HOST}`]),
    watched: {
      parts: { database: async () => deps.database.ping() },
      scrape: async () => ({ contentType: 'text/plain; version=0.0.4', text: '' }),
      meter: deps.meter,
    },
  });
  server.addHook('onSend', async ({ method, routeOptions, is404 }, reply) => {
    if (!is404) reply.header('x-matched', `${method} ${routeOptions.url ?? ''}`);
  });
  return server;
}

/** Bots: with all and with nothing, and with tokens that do not live. */
async function cast(world: World, alice: MemberActor, generation: number): Promise<Actor[]> {
  const own = `bot-${generation}`;
  for (const username of [own, `weak-${generation}`, 'steve', 'hal'])
    await world.ask(alice, 'bots create', { username });
  await sql(world.databaseUrl, `update bot set tier = 'enterprise' where username not like 'weak%'`);
  const tokenFor = async (username: string, input: Record<string, unknown> = {}) =>
    issue(world, alice, username, input);
  const full = await tokenFor(own, { scopes: [...SCOPES] });
  const opaque = await tokenFor(own, { scopes: [...SCOPES], format: 'opaque' });
  const itself = await tokenFor(own, { scopes: SCOPES.filter((scope) => scope !== 'organization:act') });
  const powerless = await tokenFor(own, { scopes: [] });
  const free = await tokenFor(`weak-${generation}`);
  const elsewhere = await tokenFor(own, { networks: ['10.0.0.0/8'] });
  const revoked = await tokenFor(own);
  await world.ask(alice, 'tokens revoke', { id: revoked.id });
  const frozen = await tokenFor(own);
  await world.ask(alice, 'tokens freeze', { id: frozen.id });
  const expired = await tokenFor(own, { expiry: '1s' });
  world.clock.pass(2000);
  const all = { full, opaque, itself, powerless, free, elsewhere, revoked, frozen, expired };
  return Object.entries(all).map(([name, { token }]) => ({ name, credential: token.reveal() }));
}

const STRANGERS: readonly Actor[] = [
  { name: 'nobody', credential: undefined },
  { name: 'junk', credential: 'hunter2' },
  { name: 'made up', credential: `af_bot_${'0'.repeat(64)}` },
  { name: 'forged', credential: 'eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.eyJzdWIiOiJ4In0.AAAA' },
];

/** People with a session, one that ended, one whose access token is over, and whoever runs it all. */
async function people(server: FastifyInstance, { deps, clock }: World): Promise<Actor[]> {
  const control = deps.control.reveal();
  const signIn = async (person: string): Promise<string> => {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      headers: { host: HOST, authorization: `Bearer ${control}` },
      payload: { person },
    });
    return answer.json<{ access_token: string }>().access_token;
  };
  const late = await signIn('@bob');
  clock.pass(16 * 60_000);
  const over = await signIn('@bob');
  await server.inject({
    method: 'DELETE',
    url: '/api/v1/sessions/current',
    headers: { host: HOST, authorization: `Bearer ${over}` },
  });
  const [admin, member, guest] = [await signIn('@alice'), await signIn('@bob'), await signIn('@carol')];
  const all = { admin, member, guest, late, over, control };
  return Object.entries(all).map(([name, credential]) => ({ name, credential }));
}

function written(wild: Wild, credential: string | undefined, live: ReadonlyMap<string, readonly string[]>) {
  const fill = (value: unknown): unknown => {
    const asked = Asked.safeParse(value).data;
    if (!asked) return value;
    const pool = live.get(POOLS[asked.name] ?? asked.name) ?? live.get('id') ?? [];
    return pool[asked.live % pool.length] ?? 'none';
  };
  const path = wild.path.map((part) =>
    typeof part === 'object' && part !== null && 'raw' in part
      ? String(part.raw)
      : escaped(String(fill(part))),
  );
  const query = wild.query.map(([name, value]) => `${escaped(name)}=${escaped(textOf(fill(value)))}`);
  const json = (value: unknown): string | undefined =>
    JSON.stringify(value, (_key, each: unknown) => fill(each));
  const { body } = wild;
  const asForm = body !== undefined && 'json' in body && body.type === 'application/x-www-form-urlencoded';
  const payload =
    body === undefined
      ? undefined
      : 'text' in body
        ? body.text
        : asForm
          ? formOf(fill, body.json)
          : json(body.json);
  return {
    method: wild.method as 'GET',
    url: `/${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: {
      host: HOST,
      ...presented(wild.way, credential),
      ...(body?.type !== undefined && { 'content-type': body.type }),
      ...wild.headers,
    },
    ...(payload !== undefined && { payload }),
    remoteAddress: `127.0.0.${String(1 + (wild.query.length % 5))}`,
  };
}

const Asked = z.object({ live: z.number(), name: z.string() });

/** Under which name what an input takes is found in answers. */
const POOLS: Readonly<Record<string, string>> = {
  webhook: 'username',
  slug: 'username',
  delivery: 'id',
  cursor: 'next_cursor',
  kept: 'keep',
  token: 'access_token',
};

function presented(way: Wild['way'], credential: string | undefined): Record<string, string> {
  if (credential === undefined) return {};
  if (way === 'token') return { 'x-agentflow-bot-token': credential };
  if (way === 'bearer') return { authorization: `Bearer ${credential}` };
  if (way === 'cookie') return { cookie: `af_session=${credential}` };
  if (way === 'both')
    return { 'x-agentflow-bot-token': credential, authorization: 'Bearer x', cookie: 'af_session=x' };
  return { authorization: `Basic ${Buffer.from(`steve:${credential}`).toString('base64')}` };
}

function formOf(fill: (value: unknown) => unknown, json: unknown): string {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  return entries.map(([name, value]) => `${escaped(name)}=${escaped(textOf(fill(value)))}`).join('&');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

/** What an answer names can be named by those who come after; what it shows once must not come again. */
function harvest(
  { body, statusCode }: LightMyRequestResponse,
  live: Map<string, string[]>,
  secrets: Set<string>,
): void {
  if (statusCode !== 200 || !body.startsWith('{"ok":true')) return;
  for (const [, name = '', value = ''] of body.matchAll(/"(\w+)":"([^"\\]{2,2000})"/g)) {
    if (!HARVESTED.has(name)) continue;
    const pool = live.get(name) ?? [];
    live.set(name, [...pool.slice(-200), value]);
    if (name.endsWith('token')) secrets.add(value);
  }
}

const HARVESTED = new Set([
  'id',
  'username',
  'next_cursor',
  'keep',
  'access_token',
  'refresh_token',
  'token',
]);
