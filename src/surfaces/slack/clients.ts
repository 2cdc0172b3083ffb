import type { AppOptions } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Log } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import { boltLogger } from './logger.ts';

/** Where Slack is. */
export interface SlackAddress {
  /** Another Slack than slack.com, as `http://127.0.0.1:3001/api/`. */
  apiUrl: string | undefined;
  log: Log;
}

/**
 * People wait: a client tries again soon, and gives up while they still do. Made anew for each client, and without
 * `headers`: a client writes its token into those it is given, and all that share them would speak with the first one's.
 */
export function clientOptions({ apiUrl, log }: SlackAddress): NonNullable<AppOptions['clientOptions']> {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: 5000,
    retryConfig: { retries: 2, minTimeout: 100, maxTimeout: 500 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
  };
}

/** Speaks with Slack for somebody who waits. Without a token it can ask what needs none. */
export const openClient = (token: Secret | undefined, address: SlackAddress, teamId?: string): WebClient =>
  new WebClient(token?.reveal(), { ...clientOptions(address), ...inTeam(teamId) });

/** Says what nobody waits for: nothing that may have been said is said again unless somebody looked. */
export const openPatientClient = (token: Secret, address: SlackAddress, teamId?: string): WebClient =>
  new WebClient(token.reveal(), {
    ...clientOptions(address),
    ...inTeam(teamId),
    timeout: 2000,
    retryConfig: { retries: 0 },
  });

/** Said with each call, as Bolt's own clients do. */
const inTeam = (teamId: string | undefined) => (teamId === undefined ? {} : { teamId });
