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

/** False when it was not taken: an unknown command stays in the field, to be mended. */
export function send(desk: Desk, channel: string, typed: string): boolean {
  const line = typed.trim();
  if (line === '') return false;
  const asked = readCommand(line);
  const { boot, commands } = desk.store.get();
  if (asked && !commands.some(({ command }) => command === asked.command)) {
    note(desk, channel, unknownCommand(asked.command, commands));
    return false;
  }
  desk.sent.push(line);
  desk.drafts.delete(channel);
  if (asked) void runCommand(desk, { channel, ...asked });
  else void post(desk, channel, { id: localId(), text: writeMrkdwn(line, boot?.people ?? []) });
  return true;
}

async function runCommand(desk: Desk, asked: ChatCommand): Promise<void> {
  const { store } = desk;
  const { channel, command, text } = asked;
  store.change({ type: 'command started', channel });
  const answer = await desk.ask<{ ok: true }>('chat.command', asked);
  store.change({ type: 'command ended', channel });
  if (answer.ok || answer.error === 'switched') return;
  note(desk, channel, explainCommand(answer, command, store.get().commands), `${command} ${text}`.trim());
}

async function post(desk: Desk, channel: string, { id, text }: { id: string; text: string }): Promise<void> {
  const { store } = desk;
  const line = { kind: 'outgoing' as const, id, ts: localTs(), text, failure: null };
  store.change({ type: 'line placed', channel, line });
  const answer = await desk.askWeb<{ ok: true; message: Message }>('chat.postMessage', { channel, text });
  if (answer.ok) {
    const { message } = answer;
    store.change({ type: 'line removed', channel, key: id });
    store.change({ type: 'line placed', channel, line: { kind: 'message', ts: message.ts, message } });
  } else if (answer.error !== 'switched') {
    store.change({ type: 'line placed', channel, line: { ...line, failure: explain(answer) } });
  }
}

export function retry(desk: Desk, channel: string, line: Line): void {
  dismiss(desk, channel, line);
  if (line.kind === 'outgoing') void post(desk, channel, { id: localId(), text: line.text });
  const asked = line.kind === 'note' && line.retry !== null ? readCommand(line.retry) : null;
  if (asked) void runCommand(desk, { channel, ...asked });
}

export function dismiss(desk: Desk, channel: string, line: Line): void {
  desk.store.change({ type: 'line removed', channel, key: keyOf(line) });
  focusComposer();
}
