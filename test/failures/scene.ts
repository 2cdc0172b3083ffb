import { setTimeout as sleep } from 'node:timers/promises';
import type { Id } from '../../src/core/ids.ts';
import { giveWebhook, SECRET } from '../webhooks/hook.ts';
import { type Delivery, judge, type Judgement } from './judge.ts';
import { type Producer, produce, type Production } from './producer.ts';
import { type Answer, ok } from './receiver.ts';
import { makeBot, type Stage } from './stage.ts';

/** A webhook of a bot of its own, and where it is received. */
export interface Hook {
  id: Id<'webhook'>;
  bot: Id<'bot'>;
  path: string;
  /** Of what its requests may be signed with. */
  secrets: string[];
  answer(answer: Answer): void;
  /** How many of its requests are open, and were at once. */
  readonly open: number;
  readonly mostOpen: number;
}

type Changes = Partial<Omit<Parameters<typeof giveWebhook>[3], 'url'>> & { bot?: Id<'bot'> };

/** One fault on a stage: its own webhooks, what is sent to them, and what came of it. */
export interface Scene {
  stage: Stage;
  hook(answer?: Answer, changes?: Changes): Promise<Hook>;
  hooks(count: number, answer?: Answer, changes?: Changes): Promise<Hook[]>;
  /** Has events come, until it is stopped. */
  produce(production: Omit<Production, 'stage'>): Producer;
  /** Until nothing waits any more, but no longer than so many seconds. */
  drained(seconds?: number): Promise<void>;
  /** How long it took until work went on: of several, the longest is told. */
  wentOnAfter(milliseconds: number): void;
  /** What is to be so. Otherwise the sentence is told, and the suite fails. */
  hold: (isSo: boolean, otherwise: string) => void;
  /** A figure for the reader. */
  note(text: string): void;
  /** What else than `delivered` is right here. */
  rules: string[];
  /** How many requests may have been answered and not been written down, beside those of killed workers. */
  mayRepeat: number;
}

/** What a scene comes to. */
export interface Outcome extends Judgement {
  recovery: number | undefined;
  kills: number;
  notes: string[];
  breaches: string[];
}

/** Each is tried again this soon, so that a run need not wait for it. */
const SOON = Array.from({ length: 20 }, () => 300);

/** Plays a scene, lets what it began come to its end, and judges it. */
export async function play(stage: Stage, act: (scene: Scene) => Promise<void>): Promise<Outcome> {
  const hooks: Hook[] = [];
  const producers: Producer[] = [];
  const [notes, breaches, recoveries]: [string[], string[], number[]] = [[], [], []];
  const { crew, receiver } = stage;
  const before = { kills: crew.kills, died: crew.died.length };
  const began = stage.deps.clock.now();
  const make = async (answer: Answer = ok, changes: Changes = {}): Promise<Hook> => {
    const hook = await give(stage, answer, changes);
    hooks.push(hook);
    return hook;
  };
  const scene: Scene = {
    stage,
    hook: make,
    hooks: async (count, ...rest) => Promise.all(Array.from({ length: count }, async () => make(...rest))),
    produce: (production) => {
      const producer = produce({ stage, ...production });
      producers.push(producer);
      return producer;
    },
    drained: async (seconds = 40) => drained(stage, hooks, seconds),
    wentOnAfter: (milliseconds) => void recoveries.push(milliseconds),
    hold: (isSo, otherwise) => void (isSo || breaches.push(otherwise)),
    note: (text) => void notes.push(text),
    rules: [],
    mayRepeat: 0,
  };
  await crew.fill();
  await act(scene);
  await Promise.all(producers.map((producer) => producer.stop()));
  await scene.drained();
  const paths = new Set(hooks.map(({ path }) => path));
  const judgement = judge({
    deliveries: await deliveriesOf(stage, hooks, began),
    received: receiver.received.filter(({ path }) => paths.has(path)),
    confirmed: producers.flatMap(({ confirmed }) => confirmed),
    rules: scene.rules,
  });
  const kills = crew.kills - before.kills;
  const mayRepeat = scene.mayRepeat + kills * hooks.length * IN_FLIGHT;
  breaches.push(
    ...wrongs(judgement, mayRepeat),
    ...crew.died.slice(before.died).map((how) => `a worker died: ${how}`),
  );
  const recovery = recoveries.length > 0 ? Math.max(...recoveries) : undefined;
  return { ...judgement, recovery, kills, notes, breaches };
}

/** As many requests of a webhook are open at once at most, unless it says otherwise. */
export const IN_FLIGHT = 8;

function wrongs({ committed, duplicates, ...judgement }: Judgement, mayRepeat: number): string[] {
  const none = ['lost', 'inversions', 'strangers', 'forged'] as const;
  return [
    ...(committed === 0 ? ['nothing was committed'] : []),
    ...(duplicates > mayRepeat ? [`${duplicates} duplicates, of ${mayRepeat} that there may be`] : []),
    ...none.filter((name) => judgement[name] > 0).map((name) => `${name}: ${judgement[name]}`),
  ];
}

let made = 0;

async function give(stage: Stage, answer: Answer, { bot, ...changes }: Changes): Promise<Hook> {
  const { deps, organization, receiver } = stage;
  const username = `failing-${(made += 1)}`;
  const path = `/${username}`;
  const id = bot ?? (await makeBot(stage, username));
  const [named] = await stage.ask<{ username: string }>('select username from bot where id = $1', [id]);
  const secrets = [SECRET];
  const route = receiver.route(path, secrets, answer);
  const url = receiver.url + path;
  const retry = { retry: 'custom', retry_steps: SOON, name: username } as const;
  return {
    id: await giveWebhook(deps, organization, named?.username ?? '', { ...retry, ...changes, url }),
    bot: id,
    path,
    secrets,
    answer: (other) => void receiver.route(path, secrets, other),
    get open() {
      return route.open;
    },
    get mostOpen() {
      return route.mostOpen;
    },
  };
}

async function drained(stage: Stage, hooks: readonly Hook[], seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  const query = `select count(*)::int as open from delivery where state = 'waiting' and webhook_id = any($1)`;
  while (performance.now() < deadline) {
    const [row] = await stage
      .ask<{ open: number }>(query, [hooks.map(({ id }) => id)])
      // The database may be what is broken.
      .catch(() => []);
    if (row?.open === 0) return;
    await sleep(50);
  }
}

async function deliveriesOf({ ask }: Stage, hooks: readonly Hook[], since: Date): Promise<Delivery[]> {
  const paths = new Map<string, string>(hooks.map(({ id, path }) => [id, path]));
  const rows = await ask<Omit<Delivery, 'path'> & { webhook_id: string }>(
    `select webhook_id, event_id as id, delivery.order_key as room, delivery.sequence::int, trigger, state, payload
     from delivery join event on event.organization_id = delivery.organization_id and event.id = event_id
     where webhook_id = any($1) and delivery.created_at >= $2`,
    [[...paths.keys()], since],
  );
  return rows.map(({ webhook_id: id, ...row }) => ({ ...row, path: paths.get(id) ?? '' }));
}
