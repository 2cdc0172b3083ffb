import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../../src/core/matrix.ts';
import { cutTo, messageIn, type RoomMessage } from '../../src/core/matrix-message.ts';

const event = (content: Record<string, unknown>, more: Partial<RoomEvent> = {}): RoomEvent => ({
  event_id: '$1',
  room_id: '!a',
  type: 'm.room.message',
  sender: '@ann:x',
  origin_server_ts: 1,
  content,
  ...more,
});

const text = (body: string, more: object = {}) => event({ msgtype: 'm.text', body, ...more });

describe('what is said in a room', () => {
  test('is read whatever stands beside it', () => {
    const odd = { 'm.relates_to': 'nothing', url: 7, info: 'x', format: {}, formatted_body: [] };
    expect(messageIn(text('hi', odd))).toEqual({
      text: 'hi',
      event_id: '$1',
      type: 'm.text',
      origin_server_ts: 1,
    });
    const relates = { rel_type: 'm.replace', event_id: 7, 'm.in_reply_to': { event_id: 8 } };
    expect(messageIn(text('hi', { 'm.relates_to': relates }))?.text).toBe('hi');
  });

  test.each([
    ['a notice', event({ msgtype: 'm.notice', body: 'x' })],
    ['what was redacted', event({})],
    [
      'an edit to a notice',
      text('* x', {
        'm.relates_to': { rel_type: 'm.replace', event_id: '$0' },
        'm.new_content': { msgtype: 'm.notice', body: 'x' },
      }),
    ],
    ['an edit to nothing', text('* x', { 'm.relates_to': { rel_type: 'm.replace', event_id: '$0' } })],
    ['state', event({ msgtype: 'm.text', body: 'x' }, { state_key: '' })],
    ['another event', event({ msgtype: 'm.text', body: 'x' }, { type: 'm.sticker' })],
  ])('is not %s', (_what, told) => {
    expect(messageIn(told)).toBe(undefined);
  });

  test('loses a quote in front of it only where it is an answer', () => {
    const quoting = '> <@ann:x> one\n> two\n\nthree\n> four';
    const formatted = '<mx-reply><b>one</b></mx-reply>three';
    const html = { format: 'org.matrix.custom.html', formatted_body: formatted };
    const answer = { 'm.relates_to': { 'm.in_reply_to': { event_id: '$0' } }, ...html };
    expect(messageIn(text(quoting, answer))).toMatchObject({ text: 'three\n> four', formatted: 'three' });
    expect(messageIn(text(quoting, html))).toMatchObject({ text: quoting, formatted });
  });
});

const sizeOf = (message: RoomMessage): number => Buffer.byteLength(JSON.stringify(message));
const long = (body: string, more: object = {}): RoomMessage => {
  const message = messageIn(text(body, more));
  if (!message) throw new Error('it is no message');
  return message;
};

describe('a message that is too long', () => {
  test('stays as it is while it fits', () => {
    const message = long('x'.repeat(500));
    expect(cutTo(sizeOf(message), message)).toBe(message);
  });

  test('loses its HTML first', () => {
    const html = { format: 'org.matrix.custom.html', formatted_body: 'y'.repeat(900) };
    const cut = cutTo(1000, long('x'.repeat(500), html));
    expect(cut).toMatchObject({ text: 'x'.repeat(500), is_cut: true });
    expect(cut).not.toHaveProperty('formatted');
  });

  test.each(['x', 'é', '\n', '😀', '\u0001'])('and then its end, of %j', (character) => {
    const cut = cutTo(1000, long(character.repeat(2000), { filename: 'z'.repeat(3000), url: 'mxc://x/y' }));
    expect(cut.is_cut).toBe(true);
    expect(cut.text.isWellFormed()).toBe(true);
    expect(sizeOf(cut)).toBeLessThanOrEqual(1000);
  });
});
