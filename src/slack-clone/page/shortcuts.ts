/** Takes an app's shortcut, in a conversation or at one of its messages; what fails is said there. */
import type { ClientShortcut, Shortcut } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';
import { note } from './note.ts';

export async function takeShortcut(
  desk: Desk,
  { app_id, callback_id }: Shortcut,
  channel: string,
  message?: string,
): Promise<void> {
  const { store } = desk;
  const at = message === undefined ? {} : { message_ts: message };
  const question: ClientShortcut = { app_id, callback_id, channel, ...at };
  store.change({ type: 'command started', channel });
  const answer = await desk.ask<{ ok: true }>('client.shortcut', question);
  store.change({ type: 'command ended', channel });
  if (!answer.ok && answer.error !== 'switched') note(desk, channel, explain(answer));
}
