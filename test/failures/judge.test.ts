import { expect, test } from 'vitest';
import { type Delivery, judge, type Seen } from './judge.ts';

const row = (id: string, sequence: number, changes: Partial<Delivery> = {}): Delivery => ({
  path: '/a',
  id,
  room: 'hall',
  sequence,
  trigger: 'event',
  state: 'delivered',
  payload: id,
  ...changes,
});

const request = (id: string, answeredAt: number, changes: Partial<Seen['received'][number]> = {}) => ({
  path: '/a',
  id,
  body: id,
  status: 204,
  answeredAt,
  signedWith: ['secret'],
  ...changes,
});

const whole: Seen = {
  deliveries: [row('one', 1), row('two', 2), row('three', 3, { room: 'yard' })],
  received: [request('three', 1), request('one', 2), request('two', 3)],
  confirmed: ['one', 'two', 'three'],
  rules: [],
};

const good = { lost: 0, duplicates: 0, inversions: 0, strangers: 0, forged: 0, byRule: 0 };

test('the judge finds nothing where each was received once, in the order of its room', () => {
  expect(judge(whole)).toEqual({ ...good, committed: 3, delivered: 3 });
});

test.each<[string, Partial<Seen>, Partial<ReturnType<typeof judge>>]>([
  ['one that still waits', { deliveries: [row('one', 1, { state: 'waiting' })] }, { lost: 3 }],
  ['one said to be delivered that nobody received', { received: [request('one', 1)] }, { lost: 2 }],
  [
    'one that was only refused',
    { received: whole.received.with(1, request('one', 2, { status: 500 })) },
    { lost: 1 },
  ],
  ['one that was confirmed and is gone', { confirmed: ['four'] }, { lost: 1 }],
  [
    'one that failed against the rules',
    { deliveries: whole.deliveries.with(0, row('one', 1, { state: 'failed' })) },
    { lost: 1 },
  ],
  ['one answered twice', { received: [...whole.received, request('one', 9)] }, { duplicates: 1 }],
  [
    'two of a room the wrong way round',
    { received: whole.received.with(1, request('one', 4)) },
    { inversions: 1 },
  ],
  ['one that was never committed', { received: [...whole.received, request('four', 5)] }, { strangers: 1 }],
  [
    'one for another webhook',
    { received: [...whole.received, request('one', 5, { path: '/b' })] },
    { strangers: 1 },
  ],
  [
    'one without a signature',
    { received: whole.received.with(0, request('three', 1, { signedWith: [] })) },
    { forged: 1 },
  ],
  [
    'one whose bytes are others',
    { received: whole.received.with(0, request('three', 1, { body: 'else' })) },
    { forged: 1 },
  ],
])('the judge finds %s', (_what, change, found) => {
  expect(judge({ ...whole, ...change })).toMatchObject(found);
});

test('what failed by rule is not lost, and a replay may come again and out of order', () => {
  const deliveries = [
    row('one', 1, { state: 'failed' }),
    row('two', 2),
    row('two', 5, { trigger: 'replay', room: 'hall' }),
    row('three', 3),
  ];
  const received = [request('two', 1), request('three', 2), request('two', 3)];
  const seen = { deliveries, received, confirmed: [], rules: ['failed'] };
  expect(judge(seen)).toEqual({ ...good, committed: 4, delivered: 3, byRule: 1 });
});
