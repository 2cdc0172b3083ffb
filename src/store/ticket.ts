import type { Id } from '../core/ids.ts';

/** A row as a job names it: with how often it was begun, so that of two jobs for one row one finds it changed. */
export interface Ticket {
  organization: Id<'organization'>;
  id: string;
  attempts: number;
}
