/** Sends what was typed: a message, or a slash command. What fails keeps its text and can be tried again. */
import type { ChatCommand, Message } from '../protocol.ts';
import { readCommand } from './completion.ts';
import type { Line } from './conversation.ts';
import { keyOf } from './conversation.ts';
import type { Desk } from './desk.ts';
import { explain, explainCommand, unknownCommand } from './failure.ts';
import { focusComposer } from './focus.ts';
import { writeMrkdwn } from './mrkdwn.ts';
import { localId, localTs, note } from './note.ts';
import { readPlace } from './place.ts';
import { readHistory } from './reading.ts';

/**
 * False when it was not taken: an unknown command stays in the field, to be mended.
 * @param broadcast of a reply: whether the channel sees it too
 */
export function send(desk: Desk, place: string, typed: string, broadcast = false): boolean {
  const line = typed.trim();
  if (line === '') return false;
  const { channel, thread } = readPlace(place);
  const asked = readCommand(line);
  const { commands } = desk.store.get();
  if (asked && !commands.some(({ command }) => command === asked.command)) {
    note(desk, place, unknownCommand(asked.command, commands));
    return false;
  }
  if (asked && thread !== undefined) {
    note(desk, place, `\`${asked.command}\` does not work in a thread. Type it in the channel itself.`);
    return false;
  }
  desk.sent.push(line);
  desk.drafts.delete(place);
  if (asked) void runCommand(desk, { channel, ...asked });
  else void post(desk, place, { id: localId(), text: asMrkdwn(desk, line), broadcast });
  return true;
}

export const asMrkdwn = (desk: Desk, line: string): string =>
  writeMrkdwn(line, desk.store.get().boot?.people ?? []);

async function runCommand(desk: Desk, asked: ChatCommand): Promise<void> {
  const { store } = desk;
  const { channel, command, text } = asked;
  store.change({ type: 'command started', channel });
  const answer = await desk.ask<{ ok: true }>('chat.command', asked);
  store.change({ type: 'command ended', channel });
  if (answer.ok || answer.error === 'switched') return;
  note(desk, channel, explainCommand(answer, command, store.get().commands), `${command} ${text}`.trim());
}

interface Outgoing {
  id: string;
  text: string;
  broadcast: boolean;
}

async function post(desk: Desk, place: string, { id, text, broadcast }: Outgoing): Promise<void> {
  const { store } = desk;
  const { channel, thread } = readPlace(place);
  const line = { kind: 'outgoing' as const, id, ts: localTs(), text, broadcast, failure: null };
  store.change({ type: 'line placed', channel: place, line });
  const answer = await desk.askWeb<{ ok: true; message: Message }>('chat.postMessage', {
    channel,
    text,
    ...(thread !== undefined && { thread_ts: thread }),
    ...(broadcast && { reply_broadcast: 'true' }),
  });
  if (answer.ok) {
    const { message } = answer;
    store.change({ type: 'line removed', channel: place, key: id });
    // Whoever was reading far above goes to where they have just spoken.
    if (store.get().conversations[place]?.hasNewer) return readHistory(desk, place);
    store.change({ type: 'line placed', channel: place, line: { kind: 'message', ts: message.ts, message } });
  } else if (answer.error !== 'switched') {
    store.change({ type: 'line placed', channel: place, line: { ...line, failure: explain(answer) } });
  }
}

export function retry(desk: Desk, place: string, line: Line): void {
  dismiss(desk, place, line);
  if (line.kind === 'outgoing') {
    void post(desk, place, { id: localId(), text: line.text, broadcast: line.broadcast });
  }
  const asked = line.kind === 'note' && line.retry !== null ? readCommand(line.retry) : null;
  if (asked) void runCommand(desk, { channel: readPlace(place).channel, ...asked });
}

export function dismiss(desk: Desk, place: string, line: Line): void {
  desk.store.change({ type: 'line removed', channel: place, key: keyOf(line) });
  focusComposer();
}
