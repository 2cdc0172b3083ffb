/** A request that was let in: at a moment between these two, in milliseconds. */
export interface Admission {
  sent: number;
  received: number;
}

/** The most that surely were let in within one second, wherever it begins. */
export function fullestSecond(admitted: readonly Admission[]): number {
  const sorted = admitted.toSorted((a, b) => a.received - b.received);
  let fullest = 0;
  for (const { sent } of sorted) {
    const within = sorted.filter((other) => other.sent >= sent && other.received < sent + 1000);
    fullest = Math.max(fullest, within.length);
  }
  return fullest;
}
