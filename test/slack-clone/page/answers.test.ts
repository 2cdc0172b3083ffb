import type { AnyBlock, InputBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { initialAnswers, isTouched, keepAnswers, withAnswer } from '../../../src/slack-clone/page/answers.ts';
import { problems } from '../../../src/slack-clone/page/problems.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const input = (
  block_id: string,
  element: InputBlock['element'],
  more: Partial<InputBlock> = {},
): InputBlock => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element,
  ...more,
});
const text = (block: string, more = {}) =>
  input(block, { type: 'plain_text_input', action_id: 'v', ...more });
const typed = (value: string) => ({ type: 'plain_text_input', value });

const wrong = (block: InputBlock, value: string) =>
  problems([block], { [block.block_id ?? '']: { v: { type: block.element.type, value } } });

const field = (more = {}) =>
  input('n', { type: 'number_input', action_id: 'v', is_decimal_allowed: false, ...more });

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

describe('a view cannot be sent', () => {
  it('without what is required', () => {
    const blocks = [text('a'), input('b', { type: 'static_select', action_id: 'v', options: [] })];
    expect(problems(blocks, initialAnswers(blocks))).toEqual({ a: 'Fill this in.', b: 'Choose one.' });
  });

  it('unless that is optional', () => {
    const blocks = [input('a', { type: 'plain_text_input', action_id: 'v' }, { optional: true })];
    expect(problems(blocks, initialAnswers(blocks))).toEqual({});
  });

  it('with too little or too much, and says how much there is', () => {
    expect(wrong(text('a', { min_length: 3 }), 'ab')).toEqual({ a: 'At least 3 characters; there are 2.' });
    expect(wrong(text('a', { max_length: 1 }), 'ab')).toEqual({ a: 'At most 1 characters; there are 2.' });
  });

  it('with what is no number, no whole number, or out of its limits', () => {
    expect(wrong(field(), 'many')['n']).toBe('This is not a number.');
    expect(wrong(field(), '1.5')['n']).toBe('A whole number, without a fraction.');
    expect(wrong(field({ min_value: '2' }), '1')['n']).toBe('At least 2.');
    expect(wrong(field(), '7')).toEqual({});
  });

  it('with what is no address', () => {
    expect(wrong(input('e', { type: 'email_text_input', action_id: 'v' }), 'bob')['e']).toContain('e-mail');
    expect(wrong(input('u', { type: 'url_text_input', action_id: 'v' }), 'bob')['u']).toContain(
      'web address',
    );
  });
});
