import type { Worker, Working } from '../jobs/working.ts';

/** The worker processes of a stage: as many as there should be, whoever is killed. */
export interface Crew {
  /** Those that run. */
  readonly all: readonly Worker[];
  /** How many were killed, and how many ended though nobody asked them to. */
  readonly kills: number;
  readonly died: readonly string[];
  /** Kills one at once, and starts another. Resolves with when it was killed, before the other runs. */
  replace(worker: Worker): Promise<number>;
  /** Stops one as a supervisor does. Resolves with how long that took, and its exit code. */
  stop(worker: Worker): Promise<{ took: number; code: number | null }>;
  /** Kills one and starts no other. */
  kill(worker: Worker): Promise<void>;
  /** Resolves when as many run as there should be. */
  fill(): Promise<void>;
}

export async function openCrew(working: Working, count: number): Promise<Crew> {
  const running = new Set<Worker>();
  const died: string[] = [];
  let kills = 0;
  let starting = 0;
  const watch = async (worker: Worker): Promise<void> => {
    const code = await worker.ended;
    if (running.delete(worker)) died.push(`code ${code}: ${(await worker.complaint).slice(-300)}`);
  };
  const start = async (): Promise<void> => {
    starting += 1;
    const worker = await working.start().finally(() => (starting -= 1));
    running.add(worker);
    void watch(worker);
  };
  const fill = async (): Promise<void> => {
    const missing = count - running.size - starting;
    await Promise.all(Array.from({ length: Math.max(0, missing) }, start));
    while (starting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const kill = async (worker: Worker): Promise<void> => {
    running.delete(worker);
    kills += 1;
    await worker.kill();
  };
  await fill();
  return {
    get all() {
      return [...running];
    },
    get kills() {
      return kills;
    },
    died,
    replace: async (worker) => {
      const at = performance.now();
      await kill(worker);
      void fill();
      return at;
    },
    stop: async (worker) => {
      running.delete(worker);
      const began = performance.now();
      const code = await worker.stop();
      return { took: performance.now() - began, code };
    },
    kill,
    fill,
  };
}
