import { Callers } from './api/callers.ts';
import { RateLimits } from './api/tier.ts';
import { CloneError } from './clone-error.ts';
import { EventStreams } from './events.ts';
import { Faults } from './faults.ts';
import { applyFixture, type Seeded } from './fixtures/apply.ts';
import type { Fixture } from './fixtures/fixture.ts';
import { makeServer } from './http/server.ts';
import type { Random } from './ids.ts';
import { type CreatedApp, createApp, type Creating } from './install/create.ts';
import { install, type Installation } from './install/install.ts';
import { type Entry, readEntry } from './install/registry.ts';
import { settle } from './install/renew.ts';
import { seed } from './install/seed.ts';
import { Audience } from './interactions/audience.ts';
import { Retries } from './interactions/retries.ts';
import { Sockets } from './interactions/sockets.ts';
import { Triggers } from './interactions/trigger.ts';
import { startSchedule } from './conversations/due.ts';
import { Ephemerals } from './conversations/ephemerals.ts';
import { type Clock, Stamps } from './stamps.ts';
import { connect, schemaOf } from './store/database.ts';
import * as eventRetries from './store/event-retries.ts';
import * as messages from './store/messages.ts';
import type { Database } from './store/schema.ts';
import * as workspaces from './store/workspaces.ts';
import { Traffic } from './traffic.ts';
import { Views } from './views.ts';
import type { Log, Workspace } from './workspace.ts';

export type { CreatedApp } from './install/create.ts';
export type { Installation } from './install/install.ts';

export interface CloneOptions {
  /** As `slack-local`; its rows are in the schema `clone_slack_local`. */
  id: string;
  /** A role that may create schemas in its database. */
  databaseUrl: string;
  /** The file, of mode 0600, that holds tokens and signing secret in readable form. */
  registryPath: string;
  clock: Clock;
  random: Random;
  /** 0 chooses a free one. It is always 127.0.0.1's. */
  port: number;
  log: Log;
  /** Whether Slack's rate tiers hold. Off unless it is said: who tries things out types faster than tiers allow. */
  tiers?: boolean;
  /** Milliseconds after which an app must open its socket anew. An hour unless it is said. */
  socketLifetime?: number;
  /** Whether people can open it in a browser. They can unless it is said. */
  page?: boolean;
  /** What a workspace that is made now is called. */
  name?: string;
}

/** A Slack workspace to run against. */
export interface Clone extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** @param manifest what is in manifest.yml, parsed. @param options.requestUrl where the app listens. */
  install(manifest: unknown, options: { requestUrl: string | null }): Promise<Installation>;
  /** Has the pair of tokens that the registry names be the one that works, from here on. */
  settle(): Promise<void>;
  /** Brings a fixture in; undefined if it was brought in before. */
  seed(fixture: Fixture): Promise<Seeded | undefined>;
  /** One more app, that people can then install: as `apps.manifest.create`, in process. */
  createApp(manifest: unknown, options?: Creating): Promise<CreatedApp>;
}

/** Resolves when it listens. */
export async function openClone(options: CloneOptions): Promise<Clone> {
  const { id: cloneId, registryPath, port } = options;
  // First of all: a registry that others can read stops everything before a row is touched.
  const entry = await readEntry(registryPath, cloneId);
  const callers = new Callers(options.clock);
  const { databaseUrl, log } = options;
  const db = await connect({
    databaseUrl,
    schema: schemaOf(cloneId),
    log,
    onCallersChanged: () => callers.forget(),
  });
  const closing = new AbortController();
  try {
    const workspace = await openWorkspace(options, { db, callers }, entry, closing.signal);
    const server = makeServer(workspace, { hasPage: options.page !== false });
    workspace.address.url = await listen(server, port);
    const timers = startTimers(workspace);
    const schedule = startSchedule(workspace);
    return {
      url: workspace.address.url,
      port: Number(new URL(workspace.address.url).port),
      install: (manifest, { requestUrl }) => install(workspace, manifest, requestUrl),
      createApp: (manifest, creating) => createApp(workspace, manifest, creating),
      settle: () => settle(workspace),
      seed: (fixture) => applyFixture(workspace, fixture),
      async [Symbol.asyncDispose]() {
        for (const timer of timers) clearInterval(timer);
        // Whoever waits for an app gets an error now, so that the server has nothing to wait for.
        closing.abort();
        await schedule[Symbol.asyncDispose]();
        workspace.events.endAll();
        workspace.sockets.endAll();
        await server.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** What is in the database, with what lives only as long as the process. */
async function openWorkspace(
  options: CloneOptions,
  { db, callers }: { db: Database; callers: Callers },
  entry: Entry | undefined,
  closing: AbortSignal,
): Promise<Workspace> {
  const { clock, random, log } = options;
  const team = await findOrSeed(options, db, entry?.teamId);
  return {
    team,
    db,
    clock,
    random,
    log,
    stamps: new Stamps(clock, await messages.latest(db)),
    events: new EventStreams(clock),
    views: new Views(random),
    triggers: new Triggers(clock, random),
    ephemerals: new Ephemerals(),
    faults: new Faults(),
    traffic: new Traffic(clock),
    audience: new Audience(db),
    callers,
    retries: new Retries(await eventRetries.next(db)),
    sockets: new Sockets(clock, random, options.socketLifetime),
    limits: options.tiers === true ? new RateLimits(clock) : null,
    // Known before anything is installed, so that after a restart a press reaches its app at once.
    signingSecrets: signingSecretsOf(entry),
    place: {
      cloneId: options.id,
      registryPath: options.registryPath,
      isSpun: entry?.spun !== undefined,
    },
    address: { url: `http://127.0.0.1:${options.port}` },
    closing,
  };
}

function signingSecretsOf(entry: Entry | undefined): Map<string, string> {
  const others = Object.entries(entry?.apps ?? {}).map(([id, app]) => [id, app.signingSecret] as const);
  return new Map([...others, ...(entry ? [[entry.appId, entry.signingSecret] as const] : [])]);
}

/** The registry may outlive the database: then the new workspace takes the id that the old one had. */
async function findOrSeed({ clock, random, name }: CloneOptions, db: Database, teamId: string | undefined) {
  const found = await workspaces.find(db);
  if (found) return found;
  await seed(db, { clock, random, name }, teamId);
  const seeded = await workspaces.find(db);
  if (!seeded) throw new Error('The workspace was seeded and is not there.');
  return seeded;
}

/** Gives the address, once there is one. */
async function listen(server: ReturnType<typeof makeServer>, port: number): Promise<string> {
  try {
    return await server.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await server.close();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    throw new CloneError(
      'PORT_IN_USE',
      `Port ${port} is taken, so the workspace cannot start. Set CLONE_PORT to a free one.`,
      { cause: error },
    );
  }
}

/** None keeps the process alive. */
function startTimers(workspace: Workspace): NodeJS.Timeout[] {
  const { events, retries } = workspace;
  return [
    setInterval(() => events.forgetOld(), 1000).unref(),
    setInterval(() => void retries.sweep(workspace), 500).unref(),
    setInterval(() => events.keepAlive(), 15_000).unref(),
  ];
}
