import { z } from 'zod';
import * as actors from '../src/commands/actors.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemberActor } from '../src/core/actor.ts';
import { Secret } from '../src/core/secret.ts';
import { migratedDatabase } from './database.ts';
import { sql } from './dump.ts';
import { type Process, startProcess } from './process.ts';
import { slowPostgres } from './slow-postgres.ts';
import { slackPerson } from './world.ts';

const Issued = z.object({ id: z.string(), access_token: z.instanceof(Secret) });

export interface Here extends AsyncDisposable {
  url: string;
  one: Process;
  bob: MemberActor;
  /** Of steve, or of another of bob's. */
  issue(username?: string): Promise<{ id: string; token: Secret }>;
  revoke(id: string): Promise<unknown>;
  /** Another process; whatever it stands on is closed with all the rest. */
  another(where?: Parameters<typeof startProcess>[1], url?: string): Promise<Process>;
  proxy(): Promise<Awaited<ReturnType<typeof slowPostgres>>>;
}

/** A process in which bob has the bot steve, and whatever other processes a test starts beside it. */
export async function openHere(where: Parameters<typeof startProcess>[1] = {}): Promise<Here> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await migratedDatabase());
  const one = stack.use(await startProcess(url, where));
  const bob = await actors.ofSlackUser(slackPerson('bob'), one.deps);
  await one.done(bob, 'bots create', { username: 'steve' });
  const opened = stack.move();
  return {
    url,
    one,
    bob,
    issue: async (username = 'steve') => {
      const input = { username, expiry: '1d', format: 'opaque' };
      const { id, access_token: token } = Issued.parse(await one.done(bob, 'tokens issue', input));
      return { id, token };
    },
    revoke: async (id) => one.done(bob, 'tokens revoke', { id }),
    another: async (options, at = url) => opened.use(await startProcess(at, options)),
    proxy: async () => opened.use(await slowPostgres(url)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Until the process is told again what becomes stale: it joined anew, or its beat goes on. */
export async function comesBack(url: string, { peering: { id } }: Process): Promise<void> {
  const asked = `select from process where id = '${id}' and beat_at > now() - interval '300 ms'`;
  while ((await sql(url, asked)).length === 0) await sleep(20);
}

export async function timed(work: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work;
  return Math.round(performance.now() - begun);
}

export function say(line: string): void {
  // oxlint-disable-next-line no-console -- how long it took is what a reader wants of these
  console.log(line);
}
