import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emoji } from '../../../src/slack-clone/page/emoji.ts';
import { readInline, readMrkdwn, spokenText, writeMrkdwn } from '../../../src/slack-clone/page/mrkdwn.ts';

const text = (said: string) => ({ kind: 'text', text: said });

describe('mrkdwn', () => {
  it('reads bold, italic and strike, one inside the other', () => {
    expect(readInline('a *b _c_* ~d~')).toEqual([
      text('a '),
      { kind: 'bold', children: [text('b '), { kind: 'italic', children: [text('c')] }] },
      text(' '),
      { kind: 'strike', children: [text('d')] },
    ]);
  });

  it('leaves marks inside words and around spaces alone', () => {
    expect(readInline('snake_case_name and 2 * 3 * 4')).toEqual([text('snake_case_name and 2 * 3 * 4')]);
  });

  it('reads no marks inside code', () => {
    expect(readInline('`*a* <@U1> &lt;`')).toEqual([{ kind: 'code', text: '*a* <@U1> <' }]);
  });

  it('reads people, channels, everybody, dates and addresses', () => {
    expect(readInline('<@U01>')).toEqual([{ kind: 'user', id: 'U01', label: '' }]);
    expect(readInline('<#C01|general>')).toEqual([{ kind: 'channel', id: 'C01', label: 'general' }]);
    expect(readInline('<!here>')).toEqual([{ kind: 'broadcast', id: 'here', label: '' }]);
    expect(readInline('<https://a.example/?a=1&amp;b=2|A &amp; B>')).toEqual([
      { kind: 'link', url: 'https://a.example/?a=1&b=2', text: 'A & B' },
    ]);
    expect(readInline('<!date^1763762040^{date_short} at {time}|21 Nov>')).toEqual([
      { kind: 'date', timestamp: 1763762040, format: '{date_short} at {time}', url: '', fallback: '21 Nov' },
    ]);
  });

  it('shows the words of a date that no calendar has', () => {
    expect(readInline('<!date^99999999999999^{date}|one day>')).toEqual([text('one day')]);
  });

  it('knows an emoji by its own name only', () => {
    expect([emoji('key'), emoji('constructor'), emoji('__proto__')]).toEqual(['🔑', null, null]);
  });

  it('makes no link of an address that a browser would run', () => {
    expect(readInline('<javascript:alert(1)|click>')).toEqual([text('<javascript:alert(1)|click>')]);
    expect(readInline('<data:text/html,x>')).toEqual([text('<data:text/html,x>')]);
  });

  it('ends a bare address before the full stop of its sentence', () => {
    expect(readInline('See https://a.example/b.')).toEqual([
      text('See '),
      { kind: 'link', url: 'https://a.example/b', text: 'https://a.example/b' },
      text('.'),
    ]);
  });

  it('keeps code blocks and quotes apart from what is around them', () => {
    expect(readMrkdwn('before\n```\na *b*\n```\n&gt; one\n&gt; two\nafter').map(({ kind }) => kind)).toEqual([
      'paragraph',
      'preformatted',
      'quote',
      'paragraph',
    ]);
  });

  it('shows markup that was typed as text', () => {
    expect(readInline('&lt;b&gt; &amp;amp;')).toEqual([text('<b> &amp;')]);
  });

  it('never throws, whatever is in a message', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '~',
      '`',
      '```',
      '<',
      '>',
      '|',
      '&lt;',
      '\n',
      ' ',
      'a',
      ':x:',
      'https://a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((some) => some.join('')),
        ),
        (source) => {
          expect(readMrkdwn(source)).toBeInstanceOf(Array);
        },
      ),
    );
  });

  it('keeps plain words as they are', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9 ,.é日-]+$/), { minLength: 1 });
    fc.assert(
      fc.property(words, (some) => {
        expect(spokenText(some.join('\n'))).toBe(some.join('\n'));
      }),
    );
  });

  it('gives back what a person typed, when that holds no marks', () => {
    const typed = fc.stringMatching(/^[^*_~`:\n@]+$/).filter((line) => !/https?:|^>/.test(line));
    fc.assert(
      fc.property(typed, (line) => {
        expect(spokenText(writeMrkdwn(line, []))).toBe(line);
      }),
    );
  });

  it('reads a page of lone marks in no time', () => {
    const started = performance.now();
    readMrkdwn('*a '.repeat(13_000));
    readMrkdwn('<a '.repeat(13_000));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('what a person typed', () => {
  const people = [{ id: 'U02', name: 'bob' }];

  it('mentions the people who are known, and no one else', () => {
    expect(writeMrkdwn('@bob, not @rob or a@bob', people)).toBe('<@U02>, not @rob or a@bob');
  });

  it('cannot become markup', () => {
    expect(writeMrkdwn('<@U02> & <https://x>', people)).toBe('&lt;@U02&gt; &amp; &lt;https://x&gt;');
  });
});
