import type { Id } from '../core/ids.ts';
import type { Waker } from '../core/waker.ts';
import type { Ticket } from '../store/ticket.ts';

/**
 * One kind of things that happen later, each a row of a table that says when it is due, in whose hands it is
 * (`claimed_by`) and how often it was begun (`attempts`). The row is the truth: a job only names rows, and of two jobs
 * for one row, whoever begins second finds it begun.
 */
export interface Lane {
  /** Also its queue's. */
  name: string;
  /** How many jobs a process does at once. */
  concurrency: number;
  /** Told of rows that are new; without it they are looked for a few times a second. */
  waker?: Waker;
  /** How long what was begun may take when everything closes, in milliseconds; a second unless said. */
  lastMs?: number;
  /**
   * Takes rows that are due into this process's hands, of as many groups as there is room for; each group becomes one
   * job; of those named alone, where some are. Nothing else of a group is claimed while some of it is in the hands of a process that lives.
   */
  claim(by: Id<'process'>, named: readonly string[] | undefined): Promise<Ticket[][]>;
  /** Takes rows out of the hands that filed the job. Resolves with those that nobody else has taken or begun. */
  take(tickets: readonly Ticket[], from: Id<'process'>, by: Id<'process'>): Promise<Ticket[]>;
  /** Does what the row says, if it is still in this process's hands. */
  act(ticket: Ticket, by: Id<'process'>, closing: AbortSignal): Promise<void>;
  /** Lets go of rows that were not begun. */
  giveBack(tickets: readonly Ticket[], by: Id<'process'>): Promise<void>;
}
