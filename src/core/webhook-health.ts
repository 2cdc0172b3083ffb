const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Nothing but failures for so long, and so many of them, and a webhook is disabled; its owner is warned before. */
const DISABLED_AFTER = { ms: 5 * DAY_MS, failures: 20 };
const WARNED_AFTER_MS = DAY_MS;
/** After so many failures in a row one request at a time is tried, with ever longer rests between. */
const DOUBTED_AFTER = 5;
const LONGEST_REST_MS = 60_000;

/** How a webhook has been doing since its last success. */
export interface Health {
  failing_since: Date | null;
  failures: number;
  warned_at: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
  last_success_at: Date | null;
}

export function afterSuccess(health: Health, at: Date): Health {
  return { ...health, failing_since: null, failures: 0, warned_at: null, last_success_at: at };
}

export function afterFailure(health: Health, error: string, at: Date): Health {
  const { failing_since: since, failures } = health;
  return {
    ...health,
    failing_since: since ?? at,
    failures: failures + 1,
    last_error: error,
    last_error_at: at,
  };
}

/** What a failure calls for. */
export function called(health: Health, now: Date): 'failing' | 'warn' | undefined {
  const { failing_since: since, failures, warned_at: warned } = health;
  const failingMs = since ? now.getTime() - since.getTime() : 0;
  if (failingMs >= DISABLED_AFTER.ms && failures >= DISABLED_AFTER.failures) return 'failing';
  return failingMs >= WARNED_AFTER_MS && !warned ? 'warn' : undefined;
}

/** How many requests may be open at once. */
export const widthOf = ({ failures }: Pick<Health, 'failures'>, most: number): number =>
  failures >= DOUBTED_AFTER ? 1 : most;

/** How long it is left alone after this failure, in milliseconds. */
export const restAfter = ({ failures }: Pick<Health, 'failures'>): number =>
  failures < DOUBTED_AFTER ? 0 : Math.min(1000 * 2 ** (failures - DOUBTED_AFTER), LONGEST_REST_MS);
