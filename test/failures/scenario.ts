import type { Hook, Scene } from './scene.ts';
import type { Received } from './receiver.ts';
import type { Setting } from './stage.ts';
import type { Worker } from '../jobs/working.ts';

/** A fault, and what is held of it beyond what the judge counts. */
export interface Scenario {
  name: string;
  /** For the reader: what breaks, and how it is broken. */
  fault: string;
  how: string;
  /** In which settings it is played. */
  on: (setting: Setting) => boolean;
  act(scene: Scene): Promise<void>;
}

export const everywhere = (): boolean => true;
export const withOne = ({ workers }: Setting): boolean => workers === 1;
/** Where all that differs, differs. */
export const atCorners = ({ backend, workers }: Setting): boolean =>
  (backend === 'redis') === (workers === 3);
export const withThree = ({ workers }: Setting): boolean => workers === 3;

/** The worker that has a webhook in its hands; any of them where nobody has. */
export async function holderOf({ stage }: Scene, hook: Hook): Promise<Worker> {
  const [row] = await stage.ask<{ name: string }>(
    'select process.name from webhook join process on process.id = held_by where webhook.id = $1',
    [hook.id],
  );
  const { all } = stage.crew;
  const worker = all.find(({ pid }) => row?.name.endsWith(` ${pid}`)) ?? all[0];
  if (!worker) throw new Error('nobody works');
  return worker;
}

/** Resolves with what `work` does, or throws after so many seconds. */
export async function soon<T>(work: Promise<T>, what: string, seconds = 15): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what}: not within ${seconds} s`)), seconds * 1000);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** How long those of some hooks took from their commit to their first 2xx: of 100, the 99th. */
export function p99(
  { stage }: Scene,
  hooks: readonly Hook[],
  confirmedAt: ReadonlyMap<string, number>,
): number {
  const paths = new Set(hooks.map(({ path }) => path));
  const firsts = new Map<string, number>();
  for (const { path, id, answeredAt, status = 0 } of stage.receiver.received)
    if (paths.has(path) && answeredAt !== undefined && status < 300 && !firsts.has(id))
      firsts.set(id, answeredAt);
  const took = [...firsts].flatMap(([id, at]) => {
    const from = confirmedAt.get(id);
    return from === undefined ? [] : [at - from];
  });
  return Math.round(took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Infinity);
}

/** What came for a webhook, the first first. */
export function requestsOf({ stage }: Scene, { path }: Hook): Received[] {
  return stage.receiver.received.filter((request) => request.path === path);
}
