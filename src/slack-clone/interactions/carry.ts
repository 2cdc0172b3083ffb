import { setTimeout as sleep } from 'node:timers/promises';
import { SlackError } from '../api/error.ts';
import type { Fault } from '../faults.ts';
import { type Exchange, outlineOf } from '../traffic.ts';
import type { Workspace } from '../workspace.ts';

/** How long an app has to acknowledge. */
export const PATIENCE = 3000;

/** Something on its way to an app. */
export interface Parcel extends Pick<Exchange, 'name' | 'app_id' | 'user_id' | 'by'> {
  /** From 1 up. */
  attempt: number;
  /** Only its outline is kept. */
  sent: Record<string, unknown>;
}

/** How it went, filled in on the way. */
export interface Trip extends Pick<Exchange, 'signature'> {
  status: number | null;
  error: string | null;
}

/** @param isRepeat what has come already comes once more, as the same */
type Go<Taken> = (trip: Trip, isRepeat: boolean) => Promise<Taken>;

/**
 * Brings one thing to an app, and notes how that went. What is to go wrong on purpose goes wrong here, over HTTP and
 * sockets alike. @throws what `go` does; operation_timeout where the app is told too late or not at all
 */
export async function carry<Taken>(workspace: Workspace, parcel: Parcel, go: Go<Taken>): Promise<Taken> {
  const fault = workspace.faults.forDelivery(parcel.name);
  const taken = await noted(workspace, parcel, fault, async (trip) => {
    if (fault?.fault === 'slow' || fault?.fault === 'drop')
      return late(workspace, fault, () => go(trip, false));
    return go(trip, false);
  });
  if (fault?.fault === 'duplicate') {
    const again = { ...parcel, attempt: parcel.attempt + 1 };
    // Nobody waits for it: what the app said first is what counts.
    void noted(workspace, again, fault, (trip) => go(trip, true)).catch(() => undefined);
  }
  return taken;
}

async function noted<Taken>(
  { traffic }: Workspace,
  { name, by, sent, ...whom }: Parcel,
  fault: Fault | undefined,
  go: (trip: Trip) => Promise<Taken>,
): Promise<Taken> {
  const trip: Trip = { status: null, error: null };
  const ended = traffic.begin({ direction: 'out', name, by });
  try {
    return await go(trip);
  } catch (error) {
    trip.error = error instanceof SlackError ? error.code : 'internal_error';
    throw error;
  } finally {
    ended({ ...whom, ...trip, sent: outlineOf(sent), ...(fault && { fault: fault.fault }) });
  }
}

/** Whoever asked waits as long as ever. What is slower than that still comes to the app, and its answer to nobody. */
async function late<Taken>(
  { closing }: Workspace,
  { fault, delay_ms }: Fault,
  go: () => Promise<Taken>,
): Promise<Taken> {
  const over = new AbortController();
  const patience = sleep(PATIENCE, undefined, { signal: AbortSignal.any([closing, over.signal]) }).then(
    () => {
      throw new SlackError('operation_timeout');
    },
    () => {
      throw new SlackError('dispatch_failed');
    },
  );
  const going = fault === 'drop' ? [] : [sleep(delay_ms, undefined, { signal: closing }).then(go)];
  try {
    return await Promise.race([patience, ...going]);
  } finally {
    over.abort();
  }
}
