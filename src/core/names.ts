import { code, quoted, say, type Text } from './text.ts';

/** What a bot can be called. It is a name in Slack, in Matrix and in addresses, so it is the narrowest of them. */
export const BOT_NAME = /^[a-z0-9][a-z0-9._-]{1,30}$/;

/** Names that only an admin may give (AgentFlow's reserved slugs). */
export const RESERVED_PREFIX = 'af-';

/** Why this cannot be a bot's name, with the nearest name that can. */
export function notAName(input: string): Text {
  const rule = say`${quoted(input)} cannot be a bot's name: lower-case letters, digits, ${code('.')}, ${code('_')} and ${code('-')}, 2 to 31 of them, not starting with a sign.`;
  const suggestion = nearestName(input);
  return suggestion === undefined ? rule : say`${rule} Did you mean ${code(suggestion)}?`;
}

/** `Stéve` -> `steve`, `my bot!` -> `my-bot`; undefined when nothing usable is left. */
function nearestName(input: string): string | undefined {
  const candidate = input
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 31);
  return BOT_NAME.test(candidate) ? candidate : undefined;
}
