/** Rows that are forgotten with one statement. */
export const A_BATCH = 1000;

/** Goes on as long as there may be more: a batch says how many it came to. */
export async function whileFull(batch: () => Promise<number>): Promise<void> {
  while ((await batch()) === A_BATCH);
}
