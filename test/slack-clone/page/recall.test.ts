import { expect, it } from 'vitest';
import { recall } from '../../../src/slack-clone/page/recall.ts';

const sent = ['first', 'second'];

it('the up arrow brings back what was sent, newest first, and stops at the oldest', () => {
  const one = recall(sent, null, '', 'ArrowUp');
  expect(one?.text).toBe('second');
  const two = recall(sent, one?.recalled ?? null, 'second', 'ArrowUp');
  expect(two?.text).toBe('first');
  expect(recall(sent, two?.recalled ?? null, 'first', 'ArrowUp')?.text).toBe('first');
});

it('the down arrow goes back to what was being typed', () => {
  const up = recall(sent, null, '', 'ArrowUp');
  expect(recall(sent, up?.recalled ?? null, 'second', 'ArrowDown')).toEqual({ text: '', recalled: null });
});

it('the up arrow moves the caret, as ever, in a text that is being written', () => {
  expect(recall(sent, null, 'half a thought', 'ArrowUp')).toBeNull();
  expect(recall([], null, '', 'ArrowUp')).toBeNull();
});
