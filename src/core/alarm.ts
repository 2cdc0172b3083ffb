import type { Clock, Log } from './ports.ts';

/** How often it sounds. */
const PAUSE_MS = 60_000;

/** Says what somebody has to do something about: once, and again only when it is still so a minute later. */
export function alarmOf({ log, clock }: { log: Log; clock: Clock }): (line: string) => void {
  let soundedAt = -Infinity;
  return (line) => {
    const now = clock.elapsed();
    if (now - soundedAt < PAUSE_MS) return;
    soundedAt = now;
    log.error(line);
  };
}
