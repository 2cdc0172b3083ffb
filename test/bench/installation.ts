import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import * as actors from '../../src/commands/actors.ts';
import { Secret } from '../../src/core/secret.ts';
import { makeDataFolder } from '../../src/data-folder.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { readLockFile } from '../../src/store/postmaster.ts';
import { clock, random } from '../../src/system.ts';
import type { Process } from '../process.ts';

export interface Database extends AsyncDisposable {
  url: string;
  superuserUrl: string;
  /** Of its first process, which starts the others. */
  pid: number;
}

/** A Postgres as `npm start` has it, for as long as a bench runs. */
export async function openPostgres(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
  await makeDataFolder(folder);
  const postgres = await openEmbedded({ folder, random, log: () => {} });
  await migrate(postgres.url, clock);
  return {
    url: postgres.url,
    superuserUrl: postgres.superuserUrl,
    pid: (await readLockFile(join(folder, 'postgres')))?.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      await postgres[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
}

const profile = {
  userId: 'U0BOB',
  teamId: 'T0BENCH0001',
  isStranger: false,
  name: 'bob',
  timeZone: 'UTC',
  isOwner: false,
  isAdmin: false,
  isRestricted: false,
  isUltraRestricted: false,
  isDeleted: false,
};
/** Somebody of a workspace. */
export const person = {
  team: { teamId: profile.teamId, teamName: 'Bench', admins: new Set<string>() },
  userId: profile.userId,
  profile: async () => profile,
  fresh: false,
};

const Issued = z.object({ id: z.string(), access_token: z.instanceof(Secret) });

/** Somebody of a workspace, with a bot of this name, who issues and revokes tokens of it. */
export async function openOwner(process: Process, username: string) {
  const bob = await actors.ofSlackUser(person, process.deps);
  await process.done(bob, 'bots create', { username });
  return {
    issue: async (format: string): Promise<{ id: string; token: string }> => {
      const output = await process.done(bob, 'tokens issue', { username, expiry: '1d', format });
      const { id, access_token: token } = Issued.parse(output);
      return { id, token: token.reveal() };
    },
    revoke: async (id: string): Promise<unknown> => process.done(bob, 'tokens revoke', { id }),
  };
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export const machine = `${cpus().length} cores, Node ${process.version}, Postgres on the same machine`;
