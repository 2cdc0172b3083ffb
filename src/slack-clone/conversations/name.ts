import { SlackError } from '../api/error.ts';

const LONGEST_NAME = 80;

/** Each stands for something else where it is typed. */
const TAKEN_WORDS = new Set(['channel', 'everyone', 'group', 'here']);

/**
 * The name of a channel: lower-case letters of any script, digits, `-` and `_`.
 * @throws invalid_name_required, invalid_name_maxlength, invalid_name_specials, invalid_name_punctuation or invalid_name
 */
export function readName(name: string): string {
  if (name === '') throw new SlackError('invalid_name_required');
  if (name.length > LONGEST_NAME) throw new SlackError('invalid_name_maxlength');
  if (/^[-_.,;:!?'"]+$/.test(name)) throw new SlackError('invalid_name_punctuation');
  if (!/^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
  // Names of this form are those of direct messages among several.
  if (TAKEN_WORDS.has(name) || name.startsWith('mpdm-')) throw new SlackError('invalid_name');
  return name;
}
