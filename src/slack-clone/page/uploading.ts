/** Brings files to the workspace by the flow that apps use as well: an address for each, its bytes, and then their names. */
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';

interface Address {
  ok: true;
  upload_url: string;
  file_id: string;
}

/** A file that has arrived, and is in no conversation yet; or a sentence when it did not. */
export async function bring(
  desk: Desk,
  file: File,
  onArrived: (part: number) => void = () => undefined,
): Promise<{ id: string } | string> {
  const question = { filename: file.name, length: String(file.size) };
  const answer = await desk.askWeb<Address>('files.getUploadURLExternal', question);
  if (!answer.ok) return explain(answer);
  const failure = await send(answer.upload_url, file, onArrived);
  return failure ?? { id: answer.file_id };
}

/** Brings them and is done with them: they are the person's, and shared nowhere. A sentence when it failed. */
export async function upload(desk: Desk, files: File[]): Promise<{ id: string; title: string }[] | string> {
  const uploaded: { id: string; title: string }[] = [];
  for (const file of files) {
    const brought = await bring(desk, file);
    if (typeof brought === 'string') return brought;
    uploaded.push({ ...brought, title: file.name });
  }
  const done = await desk.askWeb<{ ok: true }>('files.completeUploadExternal', {
    files: JSON.stringify(uploaded),
  });
  return done.ok ? uploaded : explain(done);
}

/** By the page's own address, however the workspace calls itself. Only this kind of request tells how far it is. */
async function send(url: string, file: File, onArrived: (part: number) => void): Promise<string | undefined> {
  const { pathname, search } = new URL(url, location.href);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const lost = 'It did not arrive. Look whether the workspace still runs, then try again.';
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onArrived(loaded / Math.max(total, 1)),
    );
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(undefined);
      else resolve(request.status === 413 ? 'It is too large for this workspace.' : lost);
    });
    request.addEventListener('error', () => resolve(lost));
    request.open('POST', pathname + search);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}
