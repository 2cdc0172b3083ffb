import { print } from './installation.ts';
import { load } from './load.ts';
import type { Side } from './side.ts';

export interface Figures {
  /** Microseconds of CPU that one request costs: of the server's process, and of what it asks. */
  cpu: number;
  /** In the round that was disturbed least. */
  least: number;
  beside: number;
  perSecond: number;
  others: number;
}

export interface Contestant {
  side: Side;
  /** Microseconds of CPU of the database that it asks, where there is one. */
  beside?: () => Promise<number>;
}

/**
 * Loads one after the other, for so many rounds, so that what else the machine does hits all of them; after a round that
 * does not count. For each, the median of its rounds.
 */
export async function race(
  contestants: readonly Contestant[],
  { rounds, milliseconds, connections }: { rounds: number; milliseconds: number; connections?: number },
): Promise<Figures[]> {
  const all: Figures[][] = contestants.map(() => []);
  // Each request once, as it costs the first time.
  for (const { side } of contestants) await load(side, 20_000, side.requests.length);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { side, beside = async () => 0 }] of contestants.entries()) {
      const [before, besideBefore] = [await side.cpu(), await beside()];
      const { answered, others, seconds } = await load(side, milliseconds, Infinity, connections);
      const cpu = ((await side.cpu()) - before) / answered;
      const figures = {
        cpu,
        least: cpu,
        beside: ((await beside()) - besideBefore) / answered,
        perSecond: answered / seconds,
        others,
      };
      if (round > 0) all[index]?.push(figures);
    }
  }
  return all.map((figures) => ({
    cpu: median(figures.map(({ cpu }) => cpu)),
    least: Math.min(...figures.map(({ least }) => least)),
    beside: median(figures.map(({ beside }) => beside)),
    perSecond: median(figures.map(({ perSecond }) => perSecond)),
    others: figures.reduce((sum, { others }) => sum + others, 0),
  }));
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** One line each, with the ratios to an answer of node:http and to `measure`. */
export function printRace(
  contestants: readonly Contestant[],
  figures: readonly Figures[],
  measure: Side,
): void {
  const leastOfBare = figures[0]?.least ?? 1;
  const [bare = 1, ours = 1] = [0, contestants.findIndex(({ side }) => side === measure)].map(
    (index) => figures[index]?.cpu,
  );
  print('µs of CPU a request: the server, and Postgres beside it; medians of interleaved rounds');
  print(`${''.padEnd(38)}  server  Postgres   a second  × node:http  (least)  × ours`);
  for (const [index, { side }] of contestants.entries()) {
    const { cpu = 0, least = 0, beside = 0, perSecond = 0, others = 0 } = figures[index] ?? {};
    const columns = [
      cpu.toFixed(1).padStart(8),
      beside.toFixed(1).padStart(10),
      Math.round(perSecond).toLocaleString('en').padStart(11),
      (cpu / bare).toFixed(2).padStart(13),
      (least / leastOfBare).toFixed(2).padStart(9),
      ((cpu + beside) / ours).toFixed(1).padStart(8),
      others > 0 ? `  ${others} were not answered with 200` : '',
    ];
    print(side.name.padEnd(38) + columns.join(''));
  }
}
