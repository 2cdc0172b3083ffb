import { array, assert, boolean, constantFrom, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { Line } from '../../src/jobs/webhooks/line.ts';
import { ids } from '../../src/system.ts';
import type { Due } from '../../src/store/deliveries.ts';

const AT = new Date('2026-11-22T10:00:00Z');

const due = (room: string | null): Due => ({
  id: ids.make(),
  trigger: 'event',
  order_key: room,
  attempts: 0,
  event_id: ids.make(),
  type: 'message',
  payload: '{}',
  created_at: AT,
  happened_at: AT,
  traceparent: null,
});

test('of a room one is under way, and what has none goes beside it', () => {
  const line = new Line();
  const [a, b, c, d] = [due('a'), due('a'), due('b'), due(null)];
  line.add([a, b, c, d]);
  expect([line.next(), line.next(), line.next(), line.next()]).toEqual([a, c, d, undefined]);
  line.end(a, true);
  expect(line.next()).toBe(b);
  expect(line.beginLook().ids).toEqual([c.id, d.id, b.id]);
});

test('when one fails, those of its room that wait are let go of', () => {
  const line = new Line();
  const [a, b, c] = [due('a'), due('a'), due('b')];
  line.add([a, b, c]);
  line.next();
  line.end(a, false);
  expect(line.beginLook().ids).toEqual([c.id]);
});

test('what was read before a failure was written does not go before what failed', () => {
  const line = new Line();
  const [a, b, c, d] = [due('a'), due('a'), due('b'), due(null)];
  line.add([a]);
  line.next();
  line.beginLook();
  line.end(a, false);
  line.add([b, c, d]);
  expect([line.next(), line.next(), line.next()]).toEqual([c, d, undefined]);
  line.beginLook();
  line.add([a, b]);
  expect([line.next(), line.next()]).toEqual([a, undefined]);
});

test('what waits for busy rooms alone lets others be looked for', () => {
  const line = new Line();
  line.add([due('a'), due('a'), due('b')]);
  line.next();
  expect([line.isStuck, line.beginLook().rooms]).toEqual([false, []]);
  line.next();
  expect([line.isStuck, line.beginLook().rooms]).toEqual([true, ['a', 'b']]);
});

test('where all is told in order there is one at a time, and where nothing is, all at once', () => {
  for (const [ordering, underway] of [
    ['webhook', 1],
    ['none', 3],
  ] as const) {
    const line = new Line();
    line.ordering = ordering;
    line.add([due('a'), due('a'), due(null)]);
    while (line.next());
    expect(line.underway).toBe(underway);
  }
});

test('whatever ends in whichever way, no room is ever told out of order', () => {
  const steps = array(tuple(constantFrom('a', 'b', null), boolean(), nat(3)), {
    maxLength: 60,
  });
  assert(
    property(steps, (said) => {
      const line = new Line();
      const all = said.map(([room]) => due(room));
      line.add(all);
      const underway: Due[] = [];
      const sent: Due[] = [];
      for (const [, isDone, pick] of said) {
        for (let next = line.next(); next; next = line.next()) {
          underway.push(next);
          sent.push(next);
        }
        const [ended] = underway.splice(pick % Math.max(1, underway.length), 1);
        if (ended) line.end(ended, isDone);
      }
      for (const room of ['a', 'b']) {
        const order = sent.filter(({ order_key: key }) => key === room).map((each) => all.indexOf(each));
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }
    }),
  );
});
