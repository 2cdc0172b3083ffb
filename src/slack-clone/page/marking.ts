/**
 * Tells the workspace what was read: what is open in a window that is looked at, a moment after it came, so that a
 * quick run of messages is one mark.
 */
import type { Desk } from './desk.ts';
import { isRead } from './state.ts';

const pause = 400;

export function followReading(desk: Desk): void {
  const state = desk.store.get();
  const { open, channels } = state;
  if (open === null || !isRead(state, open) || !document.hasFocus()) return;
  if (!channels.some(({ id, is_member, is_im }) => id === open && (is_member || is_im))) return;
  const conversation = state.conversations[open];
  if (!conversation?.loaded || conversation.hasNewer) return;
  desk.store.change({ type: 'watched', channel: open });
  const last = conversation.lines.findLast(({ kind }) => kind === 'message')?.ts;
  const known = desk.marked.get(open) ?? channels.find(({ id }) => id === open)?.last_read ?? '0';
  if (last === undefined || Number(last) <= Number(known) || desk.keepUnread.has(open)) return;
  desk.marked.set(open, last);
  setTimeout(() => {
    // Something newer was read meanwhile, and is marked instead.
    if (desk.marked.get(open) === last)
      void desk.askWeb<{ ok: true }>('conversations.mark', { channel: open, ts: last });
  }, pause);
}
