import { EVENT_TYPES, type EventType, isEventType } from '../core/events.ts';
import { code, listed, quoted, say } from '../core/text.ts';
import type { Choice } from './declare.ts';
import { refuse } from './inputs.ts';

/** Says that it hears of everything. */
const ALL = 'all';

/**
 * The types that somebody names, in the order of the list; none for all, also those that there are later. Undefined
 * where nothing was chosen, as in a form. `token.*` is those under `token` that there are today.
 * @throws AppError for a word that is none.
 */
export function readEvents(given: string | readonly string[]): EventType[] | undefined {
  const words = typeof given === 'string' ? given.toLowerCase().split(/[\s,]+/) : given;
  const named = words.filter((word) => word !== '');
  if (typeof given === 'string' && named.length === 0) return undefined;
  if (named.includes(ALL) || named.includes('*')) return [];
  const wanted = new Set(named.flatMap(typesOf));
  return EVENT_TYPES.filter((type) => wanted.has(type));
}

function typesOf(word: string): EventType[] {
  if (isEventType(word)) return [word];
  const [group = ''] = word.split('.');
  const under = typesUnder(group);
  if (under.length > 0 && word === `${group}.*`) return under;
  const there =
    under.length > 0
      ? say`Under ${code(group)}: ${listed(under.map((type) => type.slice(group.length + 1)))}.`
      : say`There are ${listed(EVENT_TYPES)}.`;
  return refuse(say`${quoted(word)} is not an event. ${there}`);
}

/** What a form offers. */
export const eventChoices = (): Choice[] => [
  { value: ALL, label: 'all, also those that there are later' },
  ...EVENT_TYPES.map((type) => ({ value: type, label: type })),
];

/** "all events", "token.* and message", "12 kinds of events". */
export function eventsInWords(events: readonly string[]): string {
  if (events.length === 0) return 'all events';
  const words = [...new Set(events.map((type) => wordOf(type, events)))];
  return words.length > 4 ? `${events.length} kinds of events` : listed(words);
}

/** As it was typed where all of its kind are there: `token.*`. */
function wordOf(type: string, events: readonly string[]): string {
  const [group = ''] = type.split('.');
  const under = typesUnder(group);
  return under.length > 0 && under.every((each) => events.includes(each)) ? `${group}.*` : type;
}

const typesUnder = (group: string): EventType[] => EVENT_TYPES.filter((type) => type.startsWith(`${group}.`));
