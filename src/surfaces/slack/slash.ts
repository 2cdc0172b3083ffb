import { ANY_WORD, OWN_WORDS, spelled } from '../first-word.ts';

/** Every slash command there is. */
export const SLASH_COMMANDS = new RegExp(`^/(${[...OWN_WORDS, ANY_WORD].join('|')})$`);

/** What is typed in Slack for a command: `/bots create steve`, `/botmint help`. */
export const slashed = (command: string): string => spelled('/', command);

/** The line that a slash command asks: of `/bots` and `create steve`, `bots create steve`. */
export function lineOf(slash: string, text: string): string {
  return slash === `/${ANY_WORD}` ? text : `${slash.slice(1)} ${text}`;
}
