import { sql } from 'kysely';
import { z } from 'zod';
import type { BotActor, MemberActor } from '../src/core/actor.ts';
import type { Clock } from '../src/core/ports.ts';
import { mintControl } from '../src/core/tokens.ts';
import { sealKey, vaultOf } from '../src/core/seal.ts';
import { unmeasured, untraced } from '../src/core/unmeasured.ts';
import type { ErrorCode } from '../src/core/errors.ts';
import { Secret } from '../src/core/secret.ts';
import { plain } from '../src/core/text.ts';
import * as actors from '../src/commands/actors.ts';
import type { Command } from '../src/commands/declare.ts';
import { execute, type Deps, type Outcome } from '../src/commands/execute.ts';
import { commands } from '../src/commands/index.ts';
import type { SlackProfile } from '../src/commands/people.ts';
import { openIssuer } from '../src/commands/issuer.ts';
import { LastUsed } from '../src/commands/last-used.ts';
import { Limits } from '../src/commands/limits.ts';
import { Lookups } from '../src/commands/lookups.ts';
import { alone } from '../src/commands/peers.ts';
import { Polls } from '../src/commands/polls.ts';
import { Verified } from '../src/commands/verified.ts';
import { Lease } from '../src/core/lease.ts';
import { openEgress } from '../src/jobs/webhooks/egress.ts';
import { openDatabase } from '../src/store/database.ts';
import { refusalsOf } from '../src/surfaces/rest/openapi/refusals.ts';
import { ids, random } from '../src/system.ts';
import { migratedDatabase } from './database.ts';

/** A clock that stands until it is moved. */
export class StillClock implements Clock {
  #now = new Date('2026-11-21T21:14:00Z').getTime();

  now(): Date {
    return new Date(this.#now);
  }

  elapsed(): number {
    return this.#now;
  }

  /** Moves on by this many milliseconds. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export type Name = 'alice' | 'bob' | 'carol';

/** What a test of commands stands in: a database of its own, a clock that stands, and three people of one workspace. */
export interface World extends AsyncDisposable {
  deps: Deps;
  clock: StillClock;
  databaseUrl: string;
  /** What went to the log. */
  logged: string[];
  /** alice is an admin, bob a member, carol a guest. */
  person(name: Name, team?: string): Promise<MemberActor>;
  /** @param address where it is used from. */
  bot(token: Secret, address?: string): Promise<BotActor>;
  /** Asks as a person would who says yes to everything. */
  ask(who: MemberActor | BotActor, command: string, input?: Record<string, unknown>): Promise<Outcome>;
}

const ROLES = {
  alice: { isOwner: true, isAdmin: true, isRestricted: false },
  bob: { isOwner: false, isAdmin: false, isRestricted: false },
  carol: { isOwner: false, isAdmin: false, isRestricted: true },
};

export async function openWorld(): Promise<World> {
  const migrated = await migratedDatabase();
  const clock = new StillClock();
  const logged: string[] = [];
  const log = { warn: (line: string) => logged.push(line), error: (line: string) => logged.push(line) };
  const database = openDatabase(migrated.url, log);
  const key = sealKey(new Secret('a key for tests'));
  const issuer = await openIssuer({
    database,
    clock,
    random,
    sealKey: key,
    publicUrl: 'http://botmint.test',
  });
  const limits = new Limits(clock);
  // Without a beat nothing is kept: each token is looked up at each use.
  const verified = new Verified(new Lease(() => clock.elapsed()));
  const lastUsed = new LastUsed({ database, clock, log });
  // What listens on this machine may be called, as an operator may have it.
  const egress = openEgress({ allowed: ['127.0.0.0/8'] });
  const deps: Deps = {
    database,
    clock,
    random,
    ids,
    issuer,
    limits,
    log,
    peers: alone,
    verified,
    lookups: new Lookups(database, clock),
    lastUsed,
    vault: vaultOf(key, random),
    egress,
    tracing: untraced,
    meter: unmeasured,
    control: mintControl(random),
    commands,
    checks: {},
    polls: new Polls({ database, ids }),
    directory: { look: async () => {} },
  };
  return {
    deps,
    clock,
    databaseUrl: migrated.url,
    logged,
    person: async (name, team = TEAM) => actors.ofSlackUser(slackPerson(name, team), deps),
    bot: async (token, address = '127.0.0.1') =>
      actors.ofToken(token.reveal(), { surface: 'rest', address }, deps),
    ask: async (who, name, input = {}) => {
      const command = commands.find((each) => each.name === name);
      if (!command) throw new Error(`there is no command ${name}`);
      const outcome = await execute(command, input, who, deps, true);
      if (outcome.kind === 'refused') holdDeclared(command, outcome.error.code);
      return outcome;
    },
    [Symbol.asyncDispose]: async () => {
      await egress[Symbol.asyncDispose]();
      await lastUsed[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await migrated[Symbol.asyncDispose]();
    },
  };
}

/** Whoever reads how a command can be refused has to be able to rely on it. */
function holdDeclared(command: Command, code: ErrorCode): void {
  if (!refusalsOf(command, true).includes(code))
    throw new Error(`${command.name} was refused with ${code}, which it does not declare in \`refuses\``);
}

export const TEAM = 'T0LOCAL0001';

/** One of the three as their workspace describes them, but for what is changed. */
export function slackPerson(
  name: Name,
  teamId = TEAM,
  changes: Partial<SlackProfile> = {},
): actors.SlackPerson {
  const userId = `U0${name.toUpperCase()}`;
  const profile: SlackProfile = {
    ...ROLES[name],
    userId,
    teamId,
    isStranger: false,
    name,
    timeZone: 'Europe/Berlin',
    isUltraRestricted: false,
    isDeleted: false,
    ...changes,
  };
  return {
    team: { teamId, teamName: 'Local workspace', admins: new Set() },
    userId,
    profile: async () => profile,
    fresh: false,
  };
}

/** What was done. Throws with the sentence when it was refused. */
export function done(outcome: Outcome): Record<string, unknown> {
  if (outcome.kind !== 'done')
    throw new Error(outcome.kind === 'refused' ? outcome.error.message : outcome.kind);
  return z.record(z.string(), z.unknown()).parse(outcome.output);
}

/** The code and the sentence of a refusal. */
export function refused(outcome: Outcome): { code: string; sentence: string } {
  if (outcome.kind !== 'refused') throw new Error(`not refused but ${outcome.kind}`);
  return { code: outcome.error.code, sentence: outcome.error.message };
}

/** The sentence that was answered. */
export function said(outcome: Outcome): string {
  if (outcome.kind !== 'done') throw new Error(`not done but ${outcome.kind}: ${JSON.stringify(outcome)}`);
  return plain(outcome.document.text);
}

export interface Issued {
  id: string;
  token: Secret;
}

/** Issues a token that ends in 100 days, unless told otherwise. */
export async function issue(
  world: World,
  who: MemberActor | BotActor,
  username: string,
  input: Record<string, unknown> = {},
): Promise<Issued> {
  return issuedOf(await world.ask(who, 'tokens issue', { username, expiry: '100d', ...input }));
}

/** The token that was made. */
export function issuedOf(outcome: Outcome): Issued {
  const output = done(outcome);
  return { id: z.string().parse(output['id']), token: z.instanceof(Secret).parse(output['access_token']) };
}

/** Rows of any table, whatever the organization. */
export async function rows(world: World, query: string): Promise<Record<string, unknown>[]> {
  const { rows: found } = await sql.raw<Record<string, unknown>>(query).execute(world.deps.database.across);
  return found;
}
