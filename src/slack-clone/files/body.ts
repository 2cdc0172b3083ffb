/** What came is not the file that was announced. The message is for whoever sent it, and quotes nothing. */
export class BadUpload extends Error {
  override readonly name = 'BadUpload';
}

/** Of a form, how much may stand before the file. */
const LONGEST_HEAD = 64_000;

/**
 * The bytes of the file, as they come: the body as it is, or of a form the one field that is a file, whatever it is
 * called. As its length is known, nothing in it has to be searched for the end.
 * @throws BadUpload unless there are exactly `size` bytes
 */
export async function* fileBytes(
  body: AsyncIterable<Buffer>,
  contentType: string,
  size: number,
): AsyncGenerator<Buffer> {
  const boundary = /^multipart\/form-data\b.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (!boundary) yield* counted(body, size);
  else yield* fileOfForm(body, `--${boundary[1] ?? boundary[2] ?? ''}`, size);
}

async function* counted(body: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.length;
    if (seen > size) throw tooMuch(size);
    yield chunk;
  }
  if (seen < size) throw tooLittle(size, seen);
}

async function* fileOfForm(
  body: AsyncIterable<Buffer>,
  boundary: string,
  size: number,
): AsyncGenerator<Buffer> {
  const end = Buffer.from(`\r\n${boundary}`);
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let begun = false;
  let seen = 0;
  for await (const chunk of body) {
    let rest = chunk;
    if (!begun) {
      head = Buffer.concat([head, chunk]);
      const start = startOfFile(head, boundary);
      if (start === undefined && head.length > LONGEST_HEAD) throw noFile();
      if (start === undefined) continue;
      begun = true;
      rest = head.subarray(start);
    }
    const ours = rest.subarray(0, size - seen);
    seen += ours.length;
    if (ours.length > 0) yield ours;
    if (tail.length < end.length) tail = Buffer.concat([tail, rest.subarray(ours.length)]);
  }
  if (!begun) throw noFile();
  // A shorter file is followed by the form's end, which was taken for a part of it until here.
  if (seen < size) throw tooLittle(size, seen);
  if (!tail.subarray(0, end.length).equals(end)) throw tooMuch(size);
}

/** Just behind the head of the first field that has a file's name. Undefined while that has not come. */
function startOfFile(bytes: Buffer, boundary: string): number | undefined {
  const text = bytes.toString('latin1');
  for (let at = text.indexOf(boundary); at >= 0; at = text.indexOf(boundary, at + 1)) {
    const stop = text.indexOf('\r\n\r\n', at);
    if (stop < 0) return undefined;
    if (/^content-disposition:.*\bfilename\*?=/im.test(text.slice(at, stop))) return stop + 4;
  }
  return undefined;
}

const noFile = () => new BadUpload('There is no file in this form. Send one field that has a filename.');
const tooMuch = (size: number) =>
  new BadUpload(`There are more than the ${size} bytes that were announced. Ask for a new upload URL.`);
const tooLittle = (size: number, seen: number) =>
  new BadUpload(`There are ${seen} bytes or fewer, and ${size} were announced. Ask for a new upload URL.`);
