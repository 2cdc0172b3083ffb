import { z } from 'zod';
import type { RoomEvent } from '../../core/matrix.ts';
import { ANY_WORD } from '../first-word.ts';

/** In characters. What is longer is no command. */
const LONGEST = 4000;

/** What a person said in a room. */
export interface Said {
  /** As they typed it, without what it is a reply to; whom they picked from a list stands there by user id. */
  text: string;
  /** The event that its thread began with. */
  thread: string | undefined;
  repliesTo: string | undefined;
  /** Who is mentioned, as their client says. */
  mentions: readonly string[];
}

const Relation = z.looseObject({
  rel_type: z.string().optional(),
  event_id: z.string().optional(),
  key: z.string().optional(),
  'm.in_reply_to': z.looseObject({ event_id: z.string() }).optional(),
});

const Message = z.looseObject({
  msgtype: z.literal('m.text'),
  body: z.string(),
  formatted_body: z.string().optional().catch(undefined),
  'm.mentions': z
    .looseObject({ user_ids: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
  'm.relates_to': Relation.optional().catch(undefined),
});

/** Undefined for what is no text of a person, or changes one. */
export function saidIn({ content }: RoomEvent): Said | undefined {
  const message = Message.safeParse(content).data;
  if (!message || message.body.length > LONGEST) return undefined;
  const { body, formatted_body: html = '', 'm.mentions': mentions, 'm.relates_to': relation } = message;
  if (relation?.rel_type === 'm.replace') return undefined;
  const repliesTo = relation?.['m.in_reply_to']?.event_id;
  const typed = repliesTo === undefined ? body : withoutQuote(body);
  return {
    text: withUserIds(typed, html).trim(),
    thread: relation?.rel_type === 'm.thread' ? relation.event_id : undefined,
    repliesTo,
    mentions: [...(mentions?.user_ids ?? []), ...linkedIn(html).map(({ userId }) => userId)],
  };
}

/** A reaction: to which event, and with what. */
export function reactionIn({ content }: RoomEvent): { to: string; key: string } | undefined {
  const { rel_type, event_id: to, key } = Relation.safeParse(content['m.relates_to']).data ?? {};
  if (rel_type !== 'm.annotation' || to === undefined || key === undefined) return undefined;
  return { to, key };
}

/** Older clients put what they reply to before it, each line after `> `. */
function withoutQuote(body: string): string {
  const lines = body.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('>'));
  return first === -1 ? '' : lines.slice(first).join('\n');
}

const LINK = /<a href="https:\/\/matrix\.to\/#\/([^"?]+)[^"]*">([^<]*)<\/a>/g;

/** Users that were picked from a list of them: a link in HTML, their name in the text beside it. */
function linkedIn(html: string): { userId: string; name: string }[] {
  return Array.from(html.matchAll(LINK), ([, target = '', name = '']) => ({
    userId: target.replaceAll(/%40/gi, '@').replaceAll(/%3a/gi, ':'),
    name,
  })).filter(({ userId }) => userId.startsWith('@'));
}

function withUserIds(body: string, html: string): string {
  return linkedIn(html).reduceRight((text, { userId, name }) => {
    const at = name === '' ? -1 : text.lastIndexOf(name);
    // At the beginning it is whom they speak to.
    return at <= 0 ? text : text.slice(0, at) + userId + text.slice(at + name.length);
  }, body);
}

/**
 * The line that is asked of the command bot: after `!botmint`, `!bots` and the like, or after its name. Undefined for what
 * is said to others.
 */
export function lineIn(
  { text, mentions }: Said,
  { self, words }: { self: string; words: ReadonlySet<string> },
): string | undefined {
  const addressed = afterName(text, self, mentions.includes(self));
  const rest = addressed ?? text;
  const [, first = '', more = ''] = /^!([a-z][a-z-]*)\s*(.*)$/is.exec(rest) ?? [];
  const word = first.toLowerCase();
  if (word === ANY_WORD) return more;
  if (words.has(word)) return `${word} ${more}`;
  return addressed?.replace(/^!/, '');
}

function afterName(text: string, self: string, isMentioned: boolean): string | undefined {
  const localpart = self.slice(1, self.indexOf(':'));
  const name = [self, `@${localpart}`, localpart].find((each) =>
    text.toLowerCase().startsWith(each.toLowerCase()),
  );
  if (name === undefined) return undefined;
  const [, mark = '', rest = ''] = /^(\s*[:,]\s*|\s+|$)(.*)$/s.exec(text.slice(name.length)) ?? [];
  if (mark === '' && text.length > name.length) return undefined;
  const isMeant = isMentioned || name === self || /[:,]/.test(mark);
  return isMeant ? rest : undefined;
}
