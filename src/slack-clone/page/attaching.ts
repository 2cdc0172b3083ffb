/**
 * Files on their way into a conversation. Each is brought to the workspace as soon as it is attached, and shared when
 * the message is sent; one that did not arrive says why and can be tried again.
 */
import type { Attachment } from './attachment.ts';
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';
import { localId, note } from './note.ts';
import { readPlace } from './place.ts';
import { asMrkdwn } from './sending.ts';
import { bring as carry } from './uploading.ts';

/** Slack takes so many with one message. */
const most = 10;

export function attach(desk: Desk, place: string, files: Iterable<File>): void {
  const { attached } = desk.store.get();
  const room = most - (attached[place]?.length ?? 0);
  const added = [...files].map((file) => ({ id: localId(), file, arrived: 0, fileId: null, failure: null }));
  if (added.length > room)
    note(desk, place, `A message takes ${most} files at most. Send the others with the next one.`);
  for (const attachment of added.slice(0, room)) void bring(desk, place, attachment);
}

export function retryAttachment(desk: Desk, place: string, attachment: Attachment): void {
  void bring(desk, place, { ...attachment, arrived: 0, failure: null });
}

export function detach(desk: Desk, place: string, id: string): void {
  desk.store.change({ type: 'detached', place, id });
}

async function bring(desk: Desk, place: string, attachment: Attachment): Promise<void> {
  desk.store.change({ type: 'attached', place, attachment });
  const show = (change: Partial<Attachment>): void =>
    desk.store.change({ type: 'brought', place, id: attachment.id, change });
  const { file } = attachment;
  if (file.size === 0) return show({ failure: 'This file is empty.' });
  const brought = await carry(desk, file, (arrived) => show({ arrived }));
  if (typeof brought === 'string') show({ failure: brought });
  else show({ arrived: 1, fileId: brought.id });
}

/** True when the workspace has them; else what was typed and attached stays, and a sentence says why. */
export async function share(
  desk: Desk,
  place: string,
  typed: string,
  attachments: Attachment[],
): Promise<boolean> {
  const { channel, thread } = readPlace(place);
  const line = typed.trim();
  const files = attachments.map(({ fileId, file }) => ({ id: fileId, title: file.name }));
  const answer = await desk.askWeb<{ ok: true }>('files.completeUploadExternal', {
    files: JSON.stringify(files),
    channel_id: channel,
    ...(line !== '' && { initial_comment: asMrkdwn(desk, line) }),
    ...(thread !== undefined && { thread_ts: thread }),
  });
  if (answer.ok) {
    for (const { id } of attachments) detach(desk, place, id);
    return true;
  }
  if (answer.error !== 'switched') note(desk, place, explain(answer));
  return false;
}
