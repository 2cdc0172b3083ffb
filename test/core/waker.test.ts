import { expect, test } from 'vitest';
import { Waker, Wakers } from '../../src/core/waker.ts';

test('word that comes before somebody waits is kept, once', async () => {
  const waker = new Waker();
  waker.wake(['a']);
  waker.wake(['b', 'a']);
  expect(await waker.pause(10_000)).toEqual(['a', 'b']);
  expect(await waker.pause(1)).toEqual([]);
});

test('word ends a pause', async () => {
  const waker = new Waker();
  const waiting = waker.pause(10_000);
  waker.wake();
  expect(await waiting).toEqual(['']);
});

test('each hears of its own, and some hear of all, until they want no more', async () => {
  const wakers = new Wakers();
  using all = wakers.ofAll();
  const one = wakers.of('one');
  const other = wakers.of('other');
  wakers.tell('one,third');
  expect(await all.pause(1)).toEqual(['one', 'third']);
  expect(await one.pause(1)).toEqual(['']);
  expect(await other.pause(1)).toEqual([]);
  wakers.tell('');
  expect(await other.pause(1)).toEqual(['']);
  one[Symbol.dispose]();
  using again = wakers.of('one');
  wakers.tell('one');
  expect(await one.pause(1)).toEqual(['']);
  expect(await again.pause(1)).toEqual(['']);
});
