import type { AnyBlock, InputBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { initialAnswers, isTouched, keepAnswers, withAnswer } from '../../../src/slack-clone/page/answers.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const input = (block_id: string, element: InputBlock['element']): InputBlock => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element,
});
const text = (block: string, more = {}) =>
  input(block, { type: 'plain_text_input', action_id: 'v', ...more });
const typed = (value: string) => ({ type: 'plain_text_input', value });

describe("a view's answers", () => {
  it('begin as the app wrote them', () => {
    const blocks: AnyBlock[] = [
      text('name', { initial_value: 'steve' }),
      input('scopes', {
        type: 'multi_static_select',
        action_id: 'v',
        initial_options: [option('bots:read')],
      }),
      { type: 'section', block_id: 's' },
    ];
    expect(initialAnswers(blocks)).toEqual({
      name: { v: { type: 'plain_text_input', value: 'steve' } },
      scopes: { v: { type: 'multi_static_select', selected_options: [option('bots:read')] } },
    });
  });

  it('are kept over an update where the same field remains, and dropped where it is gone', () => {
    const before = withAnswer(initialAnswers([text('a'), text('b')]), 'a', 'v', typed('mine'));
    expect(keepAnswers([text('a'), text('c')], before)).toEqual({
      a: { v: typed('mine') },
      c: { v: { type: 'plain_text_input', value: null } },
    });
  });

  it('are touched once something is typed, and not before', () => {
    const blocks = [text('a', { initial_value: 'x' })];
    const answers = initialAnswers(blocks);
    expect(isTouched(blocks, answers)).toBe(false);
    expect(isTouched(blocks, withAnswer(answers, 'a', 'v', typed('y')))).toBe(true);
  });
});
