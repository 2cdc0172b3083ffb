/** What the composer offers while one types: commands after `/`, a command's words after it, people after `@`. */
import type { Person, Shortcut, SlashCommand } from '../protocol.ts';

export interface Offer {
  /** What takes the place of `from`..caret, with the space after it. */
  text: string;
  from: number;
  name: string;
  hint: string;
  about: string;
  /** Taken at once, instead of written. */
  shortcut?: Shortcut;
}

export function complete(
  typed: string,
  caret: number,
  {
    commands,
    people,
    shortcuts = [],
  }: { commands: SlashCommand[]; people: Person[]; shortcuts?: Shortcut[] },
): Offer[] {
  const before = typed.slice(0, caret);
  const written =
    mentions(before, people) ?? commandNames(before, commands) ?? commandWords(before, commands) ?? [];
  return [...written, ...shortcutNames(before, shortcuts)];
}

/** Beside the commands, by any part of their names. */
function shortcutNames(before: string, shortcuts: Shortcut[]): Offer[] {
  const wanted = /^\/(.*)$/.exec(before)?.[1]?.toLowerCase();
  if (wanted === undefined) return [];
  return shortcuts
    .filter(({ type, name }) => type === 'global' && name.toLowerCase().includes(wanted))
    .map((shortcut) => ({
      text: '',
      from: 0,
      name: shortcut.name,
      hint: 'shortcut',
      about: shortcut.description,
      shortcut,
    }));
}

/** The command whose words are offered: it is described once, above them. */
export function offeredFor(typed: string, caret: number, commands: SlashCommand[]): SlashCommand | undefined {
  const before = typed.slice(0, caret);
  return /\s@\S*$/.test(before) ? undefined : commandOf(before, commands);
}

function mentions(before: string, people: Person[]): Offer[] | null {
  const found = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!found) return null;
  const start = (found[1] ?? '').toLowerCase();
  return people
    .filter(({ name, real_name }) => [name, real_name].some((word) => word.toLowerCase().startsWith(start)))
    .map(({ name, real_name }) => ({
      text: `@${name} `,
      from: before.length - start.length - 1,
      name: `@${name}`,
      hint: '',
      about: real_name,
    }));
}

function commandNames(before: string, commands: SlashCommand[]): Offer[] | null {
  if (!/^\/\S*$/.test(before)) return null;
  return commands
    .filter(({ command }) => command.startsWith(before.toLowerCase()))
    .map(({ command, usage_hint, description }) => ({
      text: `${command} `,
      from: 0,
      name: command,
      hint: usage_hint,
      about: description,
    }));
}

function commandWords(line: string, commands: SlashCommand[]): Offer[] | null {
  const caret = line.length;
  const command = commandOf(line, commands);
  if (!command) return null;
  const typed = line.slice(command.command.length).trimStart().split(/\s+/);
  const last = typed.pop() ?? '';
  const forms = readHint(command.usage_hint).filter(
    ({ words }) => words.length > typed.length && typed.every((word, index) => word === words[index]),
  );
  const offers = new Map<string, Offer>();
  for (const { words, rest } of forms) {
    const name = words[typed.length] ?? '';
    if (!name.startsWith(last)) continue;
    const hint = [...words.slice(typed.length + 1), rest].filter(Boolean).join(' ');
    const before = offers.get(name)?.hint;
    offers.set(name, {
      text: `${name} `,
      from: caret - last.length,
      name,
      hint: before ? `${before} | ${hint}` : hint,
      about: '',
    });
  }
  return [...offers.values()];
}

/** The command that a line begins with, when its name is whole. */
const commandOf = (line: string, commands: SlashCommand[]): SlashCommand | undefined =>
  commands.find(({ command }) => line.startsWith(command) && /^\s/.test(line.slice(command.length)));

/**
 * A usage hint is written for people, `create <name> | list | show <bot>`, so it is read leniently: each form between
 * bars begins with plain words, and what follows them is a hint.
 */
export function readHint(usage: string): { words: string[]; rest: string }[] {
  return usage
    .replaceAll(/[[\](){}]/g, ' ')
    .split('|')
    .map((form) => form.trim().split(/\s+/))
    .map((parts) => {
      const end = parts.findIndex((part) => !/^[a-z][a-z0-9_-]*$/.test(part));
      const words = end < 0 ? parts : parts.slice(0, end);
      return { words, rest: end < 0 ? '' : parts.slice(end).join(' ') };
    })
    .filter(({ words }) => words.length > 0);
}

/**
 * Enter takes an offer only when that adds to the word being typed; a word that is whole, or not begun, is sent. So
 * `/bots list` and Enter runs, and `/bo` and Enter completes.
 */
export function completes(offer: Offer, typed: string, caret: number): boolean {
  const word = typed.slice(offer.from, caret);
  return word !== '' && word !== offer.name;
}

export const accept = (offer: Offer, typed: string, caret: number): { text: string; caret: number } => ({
  text: typed.slice(0, offer.from) + offer.text + typed.slice(caret).replace(/^ /, ''),
  caret: offer.from + offer.text.length,
});

/** `/bots create steve` as a command and its text; null where the line is a message. */
export function readCommand(line: string): { command: string; text: string } | null {
  const found = /^(\/\S+)(?:\s+([\s\S]*))?$/.exec(line.trim());
  return found ? { command: found[1] ?? '', text: (found[2] ?? '').trim() } : null;
}
