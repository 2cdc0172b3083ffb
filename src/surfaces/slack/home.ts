import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { execute } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import type { Document } from '../../core/document.ts';
import type { Underway } from '../underway.ts';
import { blocksOf } from './blocks.ts';
import { actorOf, type Caller, type Everybody, type People } from './people.ts';

/** People whose home is remembered as open; who opens another pushes out the first. */
const REMEMBERED = 10_000;

/** Slack takes no more in a home. */
const MOST_BLOCKS = 100;

/** The home tabs that people have opened: shown when they come, and anew when they changed something. */
export class Homes {
  readonly #opened = new Set<string>();
  readonly #underway: Underway;

  constructor(underway: Underway) {
    this.#underway = underway;
  }

  /** Shows what is so now to somebody who has opened their home before. Nobody waits for it, so it never throws. */
  async refresh(caller: Caller, people: People): Promise<void> {
    if (!this.#opened.has(keyOf(caller))) return;
    await this.#underway
      .finish(this.show(caller, people))
      .catch((error: unknown) => people.deps.log.warn(`A home could not be shown anew: ${String(error)}`));
  }

  async show(caller: Caller, people: People): Promise<void> {
    const [oldest] = this.#opened;
    if (this.#opened.size >= REMEMBERED && oldest !== undefined) this.#opened.delete(oldest);
    this.#opened.add(keyOf(caller));
    await publish(caller.userId, await homeOf(caller, people), people.client);
  }
}

/** Publishes the home of whoever opens it. */
export function listenToHomes(app: App, everybody: Everybody): void {
  app.event('app_home_opened', async ({ event, body, context }) => {
    if (event.tab !== 'home') return;
    const people = await everybody.of(context);
    await people.homes.show({ teamId: body.team_id, userId: event.user }, people);
  });
}

const keyOf = ({ teamId, userId }: Caller): string => `${teamId} ${userId}`;

async function homeOf(caller: Caller, people: People): Promise<Document> {
  const command = commandNamed('home', people.deps);
  try {
    const actor = await actorOf(caller, command, people);
    const outcome = await execute(command, {}, actor, people.deps, false);
    if (outcome.kind === 'done') return outcome.document;
    return { text: outcome.kind === 'refused' ? outcome.error.text : [] };
  } catch (thrown) {
    return { text: refusalOf(thrown, people.deps).text };
  }
}

async function publish(user_id: string, document: Document, client: WebClient): Promise<void> {
  const { buttons, ...rest } = document;
  // What can be done stands on top: below, it would be out of sight.
  const blocks = [
    ...blocksOf({ text: rest.text, ...(buttons ? { buttons } : {}) }),
    ...blocksOf({ ...rest, text: [] }),
  ];
  await client.views.publish({ user_id, view: { type: 'home', blocks: blocks.slice(0, MOST_BLOCKS) } });
}
