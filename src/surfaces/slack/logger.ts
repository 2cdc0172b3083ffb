import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../core/ports.ts';

/**
 * What Bolt and its client may log: warnings and errors, by their words alone. Their debug lines hold whole bodies,
 * and with them tokens, so nothing can turn those on; objects are dropped for the same reason.
 */
export function boltLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn(`Slack: ${words(said)}`),
    error: (...said) => log.error(`Slack: ${words(said)}`),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

function words(said: unknown[]): string {
  return said
    .map((each) => (each instanceof Error ? each.message : each))
    .filter((each) => typeof each === 'string')
    .join(' ');
}
