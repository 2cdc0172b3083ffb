/** Brings files to the workspace by the flow that apps use as well: an address for each, its bytes, and then their names. */
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';

interface Address {
  ok: true;
  upload_url: string;
  file_id: string;
}

interface Uploaded {
  id: string;
  title: string;
}

/** A sentence when it failed. */
export async function upload(desk: Desk, files: File[]): Promise<Uploaded[] | string> {
  const uploaded: Uploaded[] = [];
  for (const file of files) {
    const question = { filename: file.name, length: String(file.size) };
    const answer = await desk.askWeb<Address>('files.getUploadURLExternal', question);
    if (!answer.ok) return explain(answer);
    // By its path: the page may have been opened under another name of the same host.
    const { pathname, search } = new URL(answer.upload_url, location.href);
    const sent = await fetch(pathname + search, { method: 'POST', body: file }).catch(() => null);
    if (!sent?.ok) return `${file.name} could not be uploaded. Try again.`;
    uploaded.push({ id: answer.file_id, title: file.name });
  }
  const done = await desk.askWeb<{ ok: true }>('files.completeUploadExternal', {
    files: JSON.stringify(uploaded),
  });
  return done.ok ? uploaded : explain(done);
}
