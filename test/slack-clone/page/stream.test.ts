import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamReader } from '../../../src/slack-clone/page/stream.ts';

describe('the event stream', () => {
  it('gives whole events, and leaves comments out', () => {
    const read = streamReader();
    expect(read('id: 1\ndata: {"a":1}\n\n: still here\n\nid: 2\nda')).toEqual([{ id: '1', data: '{"a":1}' }]);
    expect(read('ta: {"b":2}\n\n')).toEqual([{ id: '2', data: '{"b":2}' }]);
  });

  it('reads the same wherever it is cut', () => {
    const whole = 'id: 1\ndata: one\n\n:\n\nid: 2\ndata: two\n\n';
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const read = streamReader();
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const events = places.slice(1).flatMap((end, index) => read(whole.slice(places[index], end)));
        expect(events.map(({ data }) => data)).toEqual(['one', 'two']);
      }),
    );
  });
});
