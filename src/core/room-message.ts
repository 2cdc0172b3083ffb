import { htmlOf } from './markdown.ts';

/** What is said in a room (Matrix client-server API, "m.room.message"). */
export interface Said {
  text: string;
  /** Whether its marks are shown as what they mean; the text stands beside it as it was typed. */
  isMarkdown: boolean;
  replyTo?: string | undefined;
  /** The event that a thread grows from. */
  thread?: string | undefined;
  /** User ids: nobody else is pinged, whatever the text holds. */
  mentions: readonly string[];
}

export type Content = Record<string, unknown>;

export const MOST_CHARACTERS = 40_000;

/** An event may have 64 KiB, and what else belongs to one takes some of it. */
export const MOST_BYTES = 60_000;

export const bytesOf = (content: Content): number => Buffer.byteLength(JSON.stringify(content));

export function messageOf({ replyTo, thread, ...said }: Said): Content {
  const relation = relationOf(replyTo, thread);
  return { ...bodyOf(said), ...(relation && { 'm.relates_to': relation }) };
}

/** How much of a new text is shown by a client that knows of no edits; most do. */
const SHOWN_OF_AN_EDIT = 100;

/** Puts another text in the place of a message. */
export function editOf(eventId: string, said: Said): Content {
  const shown = Array.from(said.text.slice(0, 2 * SHOWN_OF_AN_EDIT))
    .slice(0, SHOWN_OF_AN_EDIT)
    .join('');
  return {
    msgtype: 'm.text',
    body: `* ${shown}${shown.length < said.text.length ? '…' : ''}`,
    'm.mentions': {},
    'm.new_content': bodyOf(said),
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  };
}

export const reactionOf = (eventId: string, key: string): Content => ({
  'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key },
});

/** A file that lies in the homeserver's media. */
export interface Sent {
  address: string;
  name: string;
  type: string;
  size: number;
  caption?: string | undefined;
  replyTo?: string | undefined;
}

export function fileOf(
  kind: 'm.image' | 'm.file',
  { address, name, type, size, caption, replyTo }: Sent,
): Content {
  const relation = relationOf(replyTo, undefined);
  return {
    msgtype: kind,
    body: caption ?? name,
    filename: name,
    url: address,
    info: { mimetype: type, size },
    'm.mentions': {},
    ...(relation && { 'm.relates_to': relation }),
  };
}

function bodyOf({ text, isMarkdown, mentions }: Omit<Said, 'replyTo' | 'thread'>): Content {
  return {
    msgtype: 'm.text',
    body: text,
    ...(isMarkdown && { format: 'org.matrix.custom.html', formatted_body: htmlOf(text) }),
    'm.mentions': mentions.length > 0 ? { user_ids: [...mentions] } : {},
  };
}

/** Without the quotation that replies once began with. */
function relationOf(replyTo: string | undefined, thread: string | undefined): Content | undefined {
  if (thread !== undefined) {
    return {
      rel_type: 'm.thread',
      event_id: thread,
      is_falling_back: replyTo === undefined,
      'm.in_reply_to': { event_id: replyTo ?? thread },
    };
  }
  return replyTo === undefined ? undefined : { 'm.in_reply_to': { event_id: replyTo } };
}
