import { expect, test } from 'vitest';
import { parseWebhookUrl } from '../../src/core/webhook-url.ts';

test('an address is kept as it is called', () => {
  expect(parseWebhookUrl(' HTTPS://Example.com:443/a b?c=d ')).toBe('https://example.com/a%20b?c=d');
});

test.each([
  ['', 'is not an address'],
  ['example.com/hook', 'is not an address'],
  ['ftp://example.com/', 'is not an address'],
  ['javascript:alert(1)', 'is not an address'],
  ['https://', 'is not an address'],
  ['https://a:b@example.com/', 'no name and password'],
  ['https://example.com/#part', 'is never sent'],
  [`https://example.com/${'a'.repeat(2048)}`, 'at most 2048'],
])('%s is refused', (text, sentence) => {
  expect(() => parseWebhookUrl(text)).toThrow(sentence);
});
