import { logFailure } from '../failure.ts';
import * as eventRetries from '../store/event-retries.ts';
import type { Workspace } from '../workspace.ts';
import { sendAgain } from './send-event.ts';

/** After a failure, so that a database that is away does not fill the log. */
const PAUSE = 10_000;

/** Knows when the next event is due again, so that nothing is asked of the database until then. */
export class Retries {
  #next: Date | undefined;
  #sweeping = false;

  /** @param next of what waited when the workspace was last open */
  constructor(next: Date | undefined) {
    this.#next = next;
  }

  /** Something is due then. */
  expect(due: Date): void {
    if (this.#next === undefined || due < this.#next) this.#next = due;
  }

  /** Called every so often. Never throws. */
  async sweep(workspace: Workspace): Promise<void> {
    const { db, clock } = workspace;
    if (this.#sweeping || this.#next === undefined || this.#next > clock.now()) return;
    this.#sweeping = true;
    try {
      const [due, apps] = await Promise.all([eventRetries.due(db, clock.now()), workspace.audience.all()]);
      this.#next = undefined;
      const again = due.map(async (retry) =>
        sendAgain(
          workspace,
          apps.find(({ id }) => id === retry.app_id),
          retry,
        ),
      );
      await Promise.all(again);
      const next = await eventRetries.next(db);
      if (next) this.expect(next);
    } catch (error) {
      logFailure(workspace, 'Telling events again', error);
      // What waits still waits, and nobody else may come to say so.
      this.#next = new Date(clock.now().getTime() + PAUSE);
    } finally {
      this.#sweeping = false;
    }
  }
}
