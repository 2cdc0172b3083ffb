/** What a file is by its first bytes, whatever it is called. */
export interface FileKind {
  type: string;
  extension: string;
  isPicture: boolean;
}

const KINDS: readonly (FileKind & { begins: RegExp })[] = [
  { begins: /^\x89PNG\r\n/, type: 'image/png', extension: 'png', isPicture: true },
  { begins: /^\xff\xd8\xff/, type: 'image/jpeg', extension: 'jpg', isPicture: true },
  { begins: /^GIF8[79]a/, type: 'image/gif', extension: 'gif', isPicture: true },
  { begins: /^RIFF[^]{4}WEBP/, type: 'image/webp', extension: 'webp', isPicture: true },
  { begins: /^%PDF-/, type: 'application/pdf', extension: 'pdf', isPicture: false },
];

const ANYTHING: FileKind = { type: 'application/octet-stream', extension: 'bin', isPicture: false };

export function kindOf(bytes: Uint8Array): FileKind {
  const first = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return KINDS.find(({ begins }) => begins.test(first)) ?? ANYTHING;
}
