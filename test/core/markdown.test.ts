import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { htmlOf } from '../../src/core/markdown.ts';

describe('markdown of a message', () => {
  test.each([
    ['**bold** and __bold__', '<strong>bold</strong> and <strong>bold</strong>'],
    ['*italic* and _italic_', '<em>italic</em> and <em>italic</em>'],
    ['***both***', '<strong><em>both</em></strong>'],
    ['**a *b* c** d', '<strong>a <em>b</em> c</strong> d'],
    ['*a **b** c*', '<em>a <strong>b</strong> c</em>'],
    ['`a < b` and ``a ` b``', '<code>a &lt; b</code> and <code>a ` b</code>'],
    ['one\ntwo\r\nthree', 'one<br>two<br>three'],
    ['```ts\na <\n  b\n```\nafter', '<pre><code class="language-ts">a &lt;\n  b\n</code></pre>after'],
    ['```\nnever closed', '<pre><code>never closed\n</code></pre>'],
    ['[**log**](https://a.test/?x=1&y="2)', '[<strong>log</strong>](https://a.test/?x=1&amp;y=&quot;2)'],
    ['[the *log*](https://a.test/?x=1&y=2)', '<a href="https://a.test/?x=1&amp;y=2">the <em>log</em></a>'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['<b>&"', '&lt;b&gt;&amp;&quot;'],
    ['\\*no\\* and \\', '*no* and \\'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['**never closed', '**never closed'],
    ['# no heading\n- no list', '# no heading<br>- no list'],
  ])('%j', (markdown, html) => {
    expect(htmlOf(markdown)).toBe(html);
  });

  const TAG =
    /<(?:\/?(?:strong|em|code|pre|a)|br|code class="language-[\w+#-]{1,20}"|a href="(?:https?:\/\/|mailto:)[^"<>\s]*")>/g;

  test('has no tag but those, whatever is typed, and loses no word', () => {
    const part = fc.oneof(
      fc.constantFrom('*', '**', '_', '__', '`', '```', '\n', '[', '](', ')', '\\', '<', '>', '"', '&', ' '),
      fc.constantFrom('https://a.test', 'javascript:', '<script>', 'onclick="x"', '&lt;'),
      fc.stringMatching(/^[a-z]{1,5}$/),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const html = htmlOf(parts.join(''));
        expect(html.replaceAll(TAG, '')).not.toMatch(/[<>"]/);
        const opened = [...html.matchAll(/<(strong|em|code|pre|a)\b/g)].length;
        expect([...html.matchAll(/<\/(strong|em|code|pre|a)>/g)]).toHaveLength(opened);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['*a', '_a', '**a ', '`', '[a', '*_', '***', '\\*', '[a](https://', '```\n', '*a*_b_'])(
    'takes no longer than its length asks, of nothing but %j',
    (part) => {
      const began = performance.now();
      htmlOf(part.repeat(40_000 / part.length));
      expect(performance.now() - began).toBeLessThan(500);
    },
  );
});
