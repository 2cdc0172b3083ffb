import type { Received } from './receiver.ts';

/** A delivery that is committed, as its row says. */
export interface Delivery {
  path: string;
  /** Its event's, which is the request's `webhook-id`. */
  id: string;
  room: string | null;
  /** The order in which they came. */
  sequence: number;
  trigger: string;
  state: string;
  payload: string | null;
}

/** All that was seen of a run. */
export interface Seen {
  deliveries: readonly Delivery[];
  received: readonly Pick<Received, 'path' | 'id' | 'body' | 'status' | 'answeredAt' | 'signedWith'>[];
  /** Events whose commit was confirmed to whoever made them. */
  confirmed: readonly string[];
  /** What else than `delivered` a delivery may have come to here. */
  rules: readonly string[];
}

/** What is counted of it. All but the first three should be 0; duplicates may come of a crash. */
export interface Judgement {
  committed: number;
  delivered: number;
  /** Neither: failed, kept or dropped as the rules say. */
  byRule: number;
  /** Committed, and neither received with a 2xx nor failed by rule; or confirmed, and gone. */
  lost: number;
  /** 2xx answers past the first to the same delivery. */
  duplicates: number;
  /** Within a room, delivered after one that came later. */
  inversions: number;
  /** Requests about an event that was never committed, or for somebody else. */
  strangers: number;
  /** Requests without a signature that verifies, or with other bytes than are stored. */
  forged: number;
}

const isSuccess = ({ status = 0 }: { status: number | undefined }): boolean => status >= 200 && status < 300;
const keyOf = ({ path, id }: { path: string; id: string }): string => `${path} ${id}`;

/** Holds what was received against what was committed. */
export function judge({ deliveries, received, confirmed, rules }: Seen): Judgement {
  const rows = Map.groupBy(deliveries, keyOf);
  const requests = Map.groupBy(received, keyOf);
  const events = new Set(deliveries.map(({ id }) => id));
  const answered = (key: string): number => (requests.get(key) ?? []).filter(isSuccess).length;
  const isDelivered = (row: Delivery): boolean => row.state === 'delivered' && answered(keyOf(row)) > 0;
  const delivered = deliveries.filter(isDelivered).length;
  const byRule = deliveries.filter(({ state }) => state !== 'delivered' && rules.includes(state)).length;
  return {
    committed: deliveries.length,
    delivered,
    byRule,
    lost: deliveries.length - delivered - byRule + confirmed.filter((id) => !events.has(id)).length,
    duplicates: [...rows].reduce((sum, [key, { length }]) => sum + Math.max(0, answered(key) - length), 0),
    inversions: inversions(deliveries, requests),
    strangers: received.filter((request) => !rows.has(keyOf(request))).length,
    forged: received.filter((request) => {
      const [row] = rows.get(keyOf(request)) ?? [];
      return request.signedWith.length === 0 || (row?.payload && row.payload !== request.body);
    }).length,
  };
}

/** Counts by the first 2xx of each: whoever drops what they had before sees no other order. */
function inversions(
  deliveries: readonly Delivery[],
  requests: Map<string, Seen['received'][number][]>,
): number {
  const told = deliveries.flatMap((row) => {
    if (row.room === null || row.trigger !== 'event') return [];
    const times = (requests.get(keyOf(row)) ?? []).filter(isSuccess).map(({ answeredAt = 0 }) => answeredAt);
    return times.length > 0 ? [{ ...row, at: Math.min(...times) }] : [];
  });
  let count = 0;
  for (const room of Map.groupBy(told, ({ path, room: name }) => `${path} ${name}`).values()) {
    let latest = -1;
    for (const { sequence } of room.toSorted((a, b) => a.at - b.at)) {
      if (sequence < latest) count += 1;
      latest = Math.max(latest, sequence);
    }
  }
  return count;
}
