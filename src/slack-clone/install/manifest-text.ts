import { isNode, LineCounter, parseDocument } from 'yaml';
import type { ManifestFault } from '../directory.ts';

/** A manifest as a person writes it: YAML, of which JSON is a part. Longer texts are none. */
const LONGEST = 200_000;

export interface ManifestText {
  source: unknown;
  /** What is wrong with the text itself; empty if it can be read. */
  faults: ManifestFault[];
  /** Where in the text this stands, counted from 1; what is not there is where it would be. */
  lineOf: (pointer: string) => number | undefined;
}

export function readManifestText(text: string): ManifestText {
  if (text.length > LONGEST) return unreadable('is too long for a manifest');
  const lines = new LineCounter();
  // No anchors: a few lines of them could stand for more than there is memory.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const faults = document.errors.map(({ message, pos }) => ({
    message: sentence(message),
    pointer: '',
    line: lines.linePos(pos[0]).line,
  }));
  if (faults.length > 0) return { source: null, faults, lineOf: () => undefined };
  const source = plain(() => document.toJS({ maxAliasCount: 0 }));
  if (typeof source !== 'object' || source === null || Array.isArray(source))
    return unreadable('The manifest must be an object, in YAML or JSON');
  const lineOf = (pointer: string): number | undefined => {
    const path = pointer.split('/').filter(Boolean);
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length).map(key), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  return { source, faults, lineOf };
}

function plain(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}

const key = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

function unreadable(message: string): ManifestText {
  return { source: null, faults: [{ message, pointer: '' }], lineOf: () => undefined };
}

/** Only its first line: the rest quotes the text. */
function sentence(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
