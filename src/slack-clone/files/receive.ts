import { hashOf } from '../api/caller.ts';
import * as fileParts from '../store/file-parts.ts';
import * as files from '../store/files.ts';
import type { FileRow } from '../store/files.ts';
import type { Workspace } from '../workspace.ts';
import { BadUpload, fileBytes } from './body.ts';
import { typeOf } from './file-type.ts';

/** How long an upload address is good for, in milliseconds. */
const LIFETIME = 3_600_000;
const PART = 1_000_000;
const PREVIEW_LINES = 5;
const LONGEST_PREVIEW = 1000;

/**
 * Takes what is sent to an upload address, a part at a time. What fails leaves nothing behind, and may be sent again.
 * @returns how many bytes there were @throws BadUpload
 */
export async function receive(
  workspace: Workspace,
  secret: string,
  { body, contentType }: { body: AsyncIterable<Buffer>; contentType: string },
): Promise<number> {
  const { db, clock } = workspace;
  const hash = hashOf(secret);
  const file = await files.claimUpload(db, hash, new Date(clock.now().getTime() - LIFETIME));
  if (!file) throw new BadUpload('This upload URL is not known, was used, or is older than an hour.');
  try {
    const first = await keep(workspace, file, fileBytes(body, contentType, file.size));
    await files.finishUpload(db, file.id, { preview: previewOf(file, first), now: clock.now() });
  } catch (error) {
    await fileParts.removeAll(db, file.id);
    await files.releaseUpload(db, file.id, hash);
    throw error;
  }
  return file.size;
}

/** Gives the first part. */
async function keep({ db }: Workspace, { id }: FileRow, bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  let first: Buffer | undefined;
  let position = 0;
  let held: Buffer[] = [];
  let length = 0;
  const write = async (): Promise<void> => {
    const part = Buffer.concat(held);
    first ??= part;
    await fileParts.insert(db, id, position, part);
    position += 1;
    held = [];
    length = 0;
  };
  for await (const chunk of bytes) {
    held.push(chunk);
    length += chunk.length;
    if (length >= PART) await write();
  }
  if (length > 0) await write();
  return first ?? Buffer.alloc(0);
}

/** The first lines of a text; null for what is none, whatever its name says. */
function previewOf({ filetype }: FileRow, first: Buffer): string | null {
  if (typeOf(filetype).family !== 'text') return null;
  const text = textOf(first);
  return text?.split('\n').slice(0, PREVIEW_LINES).join('\n').slice(0, LONGEST_PREVIEW) ?? null;
}

/** Undefined if the bytes are no text that can be stored. */
export function textOf(bytes: Buffer): string | undefined {
  try {
    // A part may end in the middle of a character, which the streaming mode holds back.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
