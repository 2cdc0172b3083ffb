import { describe, expect, test } from 'vitest';
import { Block } from '../../src/slack-clone/blocks/block.ts';
import { faults } from '../../src/slack-clone/blocks/fault.ts';

const number = { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '100' };
const option = { text: { type: 'plain_text', text: 'read' }, value: 'read' };

describe('a field', () => {
  test.each([
    [{ type: 'plain_text_input' }, null, 'Fill this in.'],
    [{ type: 'plain_text_input' }, '', 'Fill this in.'],
    [{ type: 'datepicker' }, null, 'Fill this in.'],
    [{ type: 'external_select' }, null, 'Choose one.'],
    [{ type: 'plain_text_input', min_length: 3 }, 'ab', 'Enter at least 3 characters; this has 2.'],
    [{ type: 'plain_text_input', max_length: 3 }, 'four', 'Enter at most 3 characters; this has 4.'],
    [number, 'many', 'Enter a whole number.'],
    [{ ...number, is_decimal_allowed: true }, 'many', 'Enter a number.'],
    [number, '1.5', 'Enter a whole number.'],
    [number, '0', 'Enter a number that is at least 1.'],
    [number, '101', 'Enter a number that is at most 100.'],
    [number, '100', undefined],
    [{ ...number, is_decimal_allowed: true }, '1.5', undefined],
    [{ type: 'email_text_input' }, 'steve', 'Enter an e-mail address, as in name@example.com.'],
    [{ type: 'email_text_input' }, 'steve@example', 'Enter an e-mail address, as in name@example.com.'],
    [{ type: 'email_text_input' }, 'steve@example.com', undefined],
    [{ type: 'url_text_input' }, 'example.com', 'Enter a whole address, as in https://example.com.'],
    [{ type: 'url_text_input' }, 'https://example.com', undefined],
  ])('%j with %j: %s', (element, value, sentence) => {
    const label = { type: 'plain_text', text: 'Field' };
    const block = Block.parse({
      type: 'input',
      block_id: 'b',
      label,
      element: { ...element, action_id: 'a' },
    });
    const said = faults([block], { b: { a: { type: element.type, value } } });
    expect(said['b']).toBe(sentence);
  });

  test('with boxes to tick is empty when none is', () => {
    const element = { type: 'checkboxes', action_id: 'a', options: [option] };
    const label = { type: 'plain_text', text: 'Scopes' };
    const block = Block.parse({ type: 'input', block_id: 'b', label, element });
    expect(faults([block], {})).toEqual({ b: 'Choose at least one.' });
    const optional = Block.parse({ ...block, optional: true });
    expect(faults([optional], {})).toEqual({});
  });
});
