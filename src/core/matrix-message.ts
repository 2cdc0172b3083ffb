import { z } from 'zod';
import type { RoomEvent } from './matrix.ts';

/** A message of a room, as bots are told of it. `text` is AgentFlow's; the rest is told where there is some. */
export interface RoomMessage {
  [field: string]: unknown;
  text: string;
  event_id: string;
  /** `m.text`, `m.emote`, `m.image`, `m.file`, … */
  type: string;
  origin_server_ts: number;
  /** The same as HTML. Its author wrote it: whoever shows it makes it harmless first. */
  formatted?: string;
  /** The event that it answers. */
  reply_to?: string;
  /** The event that its thread began with. */
  thread?: string;
  /** The event whose text it replaces. */
  edits?: string;
  file?: { url: string; name: string; mimetype?: string; size?: number };
  /** It was longer than is told. */
  is_cut?: true;
}

const Spoken = z.object({
  msgtype: z.string(),
  body: z.string(),
  format: z.string().optional().catch(undefined),
  formatted_body: z.string().optional().catch(undefined),
  filename: z.string().optional().catch(undefined),
  url: z.string().startsWith('mxc://').optional().catch(undefined),
  info: z
    .object({
      mimetype: z.string().optional().catch(undefined),
      size: z.number().optional().catch(undefined),
    })
    .catch({}),
});

const Related = z
  .object({
    rel_type: z.string().optional().catch(undefined),
    event_id: z.string().optional().catch(undefined),
    is_falling_back: z.boolean().optional().catch(undefined),
    'm.in_reply_to': z.object({ event_id: z.string() }).optional().catch(undefined),
  })
  .catch({});

/** What is said by programs, which no program answers, and what clients say to one another. */
const NOT_TOLD: ReadonlySet<string> = new Set(['m.notice', 'm.key.verification.request']);

/** What it says; undefined for what is no message, or none that bots are told of. */
export function messageIn({ type, state_key, event_id, origin_server_ts, content }: RoomEvent) {
  if (type !== 'm.room.message' || state_key !== undefined) return undefined;
  const relation = Related.parse(content['m.relates_to'] ?? {});
  const isEdit = relation.rel_type === 'm.replace' && relation.event_id !== undefined;
  const spoken = Spoken.safeParse(isEdit ? content['m.new_content'] : content).data;
  if (!spoken || NOT_TOLD.has(spoken.msgtype)) return undefined;
  const message: RoomMessage = {
    text: spoken.body,
    event_id,
    type: spoken.msgtype,
    origin_server_ts,
    ...htmlOf(spoken),
    ...placeOf(relation),
    ...fileOf(spoken),
  };
  return message.reply_to === undefined ? message : withoutQuote(message);
}

function htmlOf({ format, formatted_body: formatted }: z.output<typeof Spoken>) {
  return format === 'org.matrix.custom.html' && formatted !== undefined && { formatted };
}

function placeOf(relation: z.output<typeof Related>): Pick<RoomMessage, 'reply_to' | 'thread' | 'edits'> {
  const { rel_type: kind, event_id: to, is_falling_back: isNone } = relation;
  const answered = relation['m.in_reply_to']?.event_id;
  return {
    // What is said in a thread names the one before it for those who know no threads.
    ...(answered !== undefined && !(kind === 'm.thread' && isNone) && { reply_to: answered }),
    ...(kind === 'm.thread' && to !== undefined && { thread: to }),
    ...(kind === 'm.replace' && to !== undefined && { edits: to }),
  };
}

function fileOf({ body, filename, url, info: { mimetype, size } }: z.output<typeof Spoken>) {
  return (
    url !== undefined && {
      file: {
        url,
        name: filename ?? body,
        ...(mimetype !== undefined && { mimetype }),
        ...(size !== undefined && { size }),
      },
    }
  );
}

/** Clients of before Matrix 1.13 quote what they answer in front of it. */
function withoutQuote(message: RoomMessage): RoomMessage {
  const { text, formatted } = message;
  return {
    ...message,
    text: text.replace(/^> (?:\* )?<@[^\n]*\n(?:>[^\n]*\n)*\n?/, ''),
    ...(formatted !== undefined && { formatted: formatted.replace(/^<mx-reply>.*?<\/mx-reply>/s, '') }),
  };
}

/**
 * The same in at most so many bytes of JSON, with what stands around it: first it loses its HTML, then the end of its
 * text. A message that is too long must not keep those after it from being told.
 */
export function cutTo(bytes: number, message: RoomMessage): RoomMessage {
  if (sizeOf(message) <= bytes) return message;
  const { formatted: _, ...plain } = message;
  const cut: RoomMessage = { ...plain, text: message.text, is_cut: true };
  const over = sizeOf(cut) - bytes;
  if (over <= 0) return cut;
  // No character takes less than a byte.
  const text = message.text.slice(0, Math.max(0, message.text.length - over)).toWellFormed();
  return {
    text,
    event_id: cut.event_id,
    type: cut.type,
    origin_server_ts: cut.origin_server_ts,
    is_cut: true,
  };
}

const sizeOf = (message: RoomMessage): number => Buffer.byteLength(JSON.stringify(message));
