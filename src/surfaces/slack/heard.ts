import { z } from 'zod';

/** Requests remembered at once; more than come in an hour, after which Slack tries nothing again. */
const REMEMBERED = 100_000;

/** By what Slack names an event, and what somebody typed or pressed; the same when it is sent again. */
const Named = z.object({
  event_id: z.string().optional(),
  trigger_id: z.string().optional(),
  type: z.string().optional(),
});

/**
 * What came from Slack before. It is sent again where its acknowledgement was late or lost, signed anew and in another
 * envelope, and is carried out once.
 */
export class Heard {
  readonly #keys = new Set<string>();

  /** Whether this comes for the first time. What has no name of its own always does, and modals have theirs. */
  note(teamId: string | undefined, body: unknown): boolean {
    const { event_id, trigger_id, type } = Named.safeParse(body).data ?? {};
    const name = event_id ?? (type === 'view_submission' ? undefined : trigger_id);
    if (name === undefined) return true;
    const key = `${teamId} ${name}`;
    if (this.#keys.has(key)) return false;
    const [oldest] = this.#keys;
    if (this.#keys.size >= REMEMBERED && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.add(key);
    return true;
  }
}
