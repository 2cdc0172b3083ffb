import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { Waker } from '../core/waker.ts';
import type { Lane } from './lane.ts';
import { openQueue, type Queue, type QueueOptions } from './queue.ts';

/** How long a fresh row waits at most until somebody looks. */
const POLL_MS = 250;

/** How long what was begun may take when everything closes, unless its lane says otherwise. */
const LAST_MS = 1000;

const id = <Noun extends string>() => z.custom<Id<Noun>>((value) => z.uuid().safeParse(value).success);
const Job = z.object({
  by: id<'process'>(),
  tickets: z.array(z.object({ organization: id<'organization'>(), id: z.string(), attempts: z.int() })),
});

export interface DispatcherOptions extends Pick<
  QueueOptions,
  'databaseUrl' | 'redisUrl' | 'complain' | 'opened'
> {
  lane: Lane;
  processId: Id<'process'>;
}

/**
 * Hands what is due in a lane to its queue, and does what comes out of it, until it is disposed: then what was begun
 * is finished, if that takes no longer than a second, and the rest is let go of.
 */
export function startDispatcher(options: DispatcherOptions): AsyncDisposable {
  const closing = new AbortController();
  const running = run(options, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function run({ lane, processId, ...options }: DispatcherOptions, closing: AbortSignal): Promise<void> {
  const work = async (job: unknown): Promise<void> => {
    await perform(lane, processId, job, closing).catch((error: unknown) =>
      options.complain(`Work on ${lane.name} was broken off`, error),
    );
  };
  await using queue = await openQueue({ ...options, ...lane, work, closing });
  const { waker = new Waker() } = lane;
  closing.addEventListener('abort', () => waker.wake(), { once: true });
  let lookedAt = -Infinity;
  let told: readonly string[] = [];
  while (queue && !closing.aborted) {
    // Word is of some; the rest is looked for as often as if there were none.
    const isNamed = told.length > 0 && !told.includes('') && performance.now() - lookedAt < POLL_MS;
    if (!isNamed) lookedAt = performance.now();
    await dispatch(lane, processId, queue, isNamed ? told : undefined).catch((error: unknown) =>
      options.complain(`What is due in ${lane.name} cannot be handed out`, error),
    );
    told = await waker.pause(POLL_MS);
  }
}

async function dispatch(
  lane: Lane,
  by: Id<'process'>,
  queue: Queue,
  named: readonly string[] | undefined,
): Promise<void> {
  const groups = await lane.claim(by, named);
  if (groups.length === 0) return;
  try {
    await queue.add(groups.map((tickets) => ({ by, tickets })));
  } catch (error) {
    await lane.giveBack(groups.flat(), by);
    throw error;
  }
}

/** One group's rows, one after the other. */
async function perform(lane: Lane, me: Id<'process'>, job: unknown, closing: AbortSignal): Promise<void> {
  const { by, tickets } = Job.parse(job);
  const left = await lane.take(tickets, by, me);
  while (left.length > 0 && !closing.aborted) {
    const [ticket] = left.splice(0, 1);
    if (ticket) await orCutShort(lane.act(ticket, me, closing), closing, lane.lastMs);
  }
  if (left.length > 0) await lane.giveBack(left, me);
}

/** Resolves with the work, or soon after closing: whoever stops Botmint does not wait for Slack. */
async function orCutShort(work: Promise<void>, closing: AbortSignal, lastMs = LAST_MS): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const cut = new Promise<void>((resolve) => {
    const soon = (): void => void setTimeout(resolve, lastMs).unref();
    closing.addEventListener('abort', soon, { once: true, signal });
  });
  try {
    await Promise.race([work, cut]);
  } finally {
    ended.abort();
    // What is left behind ends with the process; its row comes back.
    work.catch(() => undefined);
  }
}
