import type { Callers } from './api/callers.ts';
import type { RateLimits } from './api/tier.ts';
import type { EventStreams } from './events.ts';
import type { Faults } from './faults.ts';
import type { Random } from './ids.ts';
import type { Place } from './install/registry.ts';
import type { Audience } from './interactions/audience.ts';
import type { Retries } from './interactions/retries.ts';
import type { Sockets } from './interactions/sockets.ts';
import type { Triggers } from './interactions/trigger.ts';
import type { Ephemerals } from './conversations/ephemerals.ts';
import type { Clock, Stamps } from './stamps.ts';
import type { Database } from './store/schema.ts';
import type { Traffic } from './traffic.ts';
import type { Views } from './views.ts';

/** Sentences for the operator. Nothing that anybody typed or revealed is ever in them. */
export interface Log {
  /** What went as it should; a workspace that runs for itself alone says it nowhere. */
  info?(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What every method stands in. */
export interface Workspace {
  readonly team: { id: string; name: string; domain: string; created_at: Date };
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly stamps: Stamps;
  readonly events: EventStreams;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly ephemerals: Ephemerals;
  readonly audience: Audience;
  readonly callers: Callers;
  readonly retries: Retries;
  readonly sockets: Sockets;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly traffic: Traffic;
  /** Null: tiers are not enforced. */
  readonly limits: RateLimits | null;
  /** Where its readable secrets are. */
  readonly place: Place;
  /** App id -> signing secret. Only here and in the registry, never in the database. */
  readonly signingSecrets: Map<string, string>;
  /** Where the workspace itself is reached, known once it listens. */
  readonly address: { url: string };
  /** Aborted when the workspace closes: whoever waits for an app stops. */
  readonly closing: AbortSignal;
}
