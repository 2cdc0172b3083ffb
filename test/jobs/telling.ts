import { sql } from 'kysely';
import { z } from 'zod';
import * as actors from '../../src/commands/actors.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Id } from '../../src/core/ids.ts';
import type { Messenger } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Lane } from '../../src/jobs/lane.ts';
import type { Composers } from '../../src/jobs/notices/compose.ts';
import { noticesLane } from '../../src/jobs/notices/lane.ts';
import { remind } from '../../src/jobs/reminders.ts';
import { openPatientClient } from '../../src/surfaces/slack/clients.ts';
import { slackMessenger } from '../../src/surfaces/slack/messenger.ts';
import { ids } from '../../src/system.ts';
import type { Person } from '../slack-clone/person.ts';
import { openWorld as openWorkspace, type World as Workspace } from '../slack-clone/world.ts';
import { issue, openWorld, rows, slackPerson, TEAM, type Name, type World } from '../world.ts';

/** Nothing closes meanwhile. */
const OPEN = new AbortController().signal;

/** Botmint's rows, and a workspace in which things are said to its people. */
export interface Telling extends AsyncDisposable {
  world: World;
  workspace: Workspace;
  messenger: Messenger;
  person(name: Name): Promise<MemberActor>;
  /** What the workspace has of direct messages to this person, the oldest first. */
  messagesTo(name: Name): Promise<string[]>;
  /** Has a token of bob's bot end soon, and a message about it written down. */
  remindBob(): Promise<void>;
  process(messenger?: Messenger, composers?: Composers): Process;
  /** Moves on in time, here and in the workspace. */
  pass(milliseconds: number): void;
}

/** One process, as far as it says things; the test says when it beats. */
export interface Process {
  id: Id<'process'>;
  lane: Lane;
  beat(): Promise<void>;
  /** Claims what is due and says it, as a worker would. Resolves with how many there were. */
  work(): Promise<number>;
}

export async function openTelling({ tiers = false } = {}): Promise<Telling> {
  await using stack = new AsyncDisposableStack();
  const workspace = stack.use(await openWorkspace({ tiers }));
  const world = stack.use(await openWorld());
  workspace.pass(world.clock.now().getTime() - Date.now());
  const pass = (milliseconds: number): void => {
    world.clock.pass(milliseconds);
    workspace.pass(milliseconds);
  };
  const client = openPatientClient(new Secret(workspace.installation.botToken), {
    apiUrl: `${workspace.url}/api/`,
    log: world.deps.log,
  });
  const messenger = slackMessenger(client, world.clock);
  const { members = [] } = await workspace.bot.users.list({});
  const userId = (name: Name): string => z.string().parse(members.find((each) => each.name === name)?.id);
  const person = async (name: Name): Promise<MemberActor> => {
    const named = slackPerson(name, TEAM, { userId: userId(name) });
    return actors.ofSlackUser({ ...named, userId: userId(name) }, world.deps);
  };
  const opened = stack.move();
  return {
    world,
    workspace,
    messenger,
    person,
    messagesTo: async (name) => {
      await using reader: Person = await workspace.signIn(name);
      const { channel } = await reader.web.conversations.open({
        users: workspace.installation.botUserId,
      });
      const { messages = [] } = await reader.web.conversations.history({ channel: channel?.id ?? '' });
      return messages.map(({ text = '' }) => text).toReversed();
    },
    remindBob: async () => {
      const bob = await person('bob');
      await world.ask(bob, 'bots create', { username: 'steve' });
      await issue(world, bob, 'steve', { expiry: '10d' });
      pass(4 * 86_400_000);
      await remind.sweep(world.deps);
    },
    pass,
    process: (own = messenger, composers) => processOf(world, own, composers),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

export function processOf({ deps }: World, messenger: Messenger, composers?: Composers): Process {
  const id = ids.make<'process'>();
  const lane = noticesLane(deps, messenger, composers);
  // By the clock of the test: a process that runs goes by the database's, which is also where its beats come from.
  const beatOnce = async (): Promise<void> => {
    const at = deps.clock.now();
    await sql`insert into process (id, name, started_at, beat_at) values (${id}, 'test', ${at}, ${at})
      on conflict (id) do update set beat_at = ${at}`.execute(deps.database.across);
  };
  return {
    id,
    lane,
    beat: beatOnce,
    work: async () => {
      await beatOnce();
      const claimed = (await lane.claim(id, undefined)).flat();
      for (const ticket of await lane.take(claimed, id, id)) await lane.act(ticket, id, OPEN);
      return claimed.length;
    },
  };
}

/** The rows of notices, the oldest first. */
export async function noticesOf(world: World): Promise<Record<string, unknown>[]> {
  return rows(world, 'select * from notice order by created_at, id');
}
