import { say } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';
import { hints, refuse, textRead } from './inputs.ts';

const reason = (hint: string, placeholder: string) =>
  textRead(readReason).register(hints, { label: 'Reason', hint, short: 'r', placeholder });

export const Reason = reason(
  'Why it is needed, where somebody has to approve it.',
  'It posts what the build says',
);

export const ReasonToDeny = reason('Why, for the one who asked.', 'There is one already');

function readReason(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (line === '') return refuse(say`A reason has 1 to 300 characters, and this one is empty.`);
  if (holdsToken(line))
    return refuse(say`That is a token, and a reason is seen by others. Say in words why it is needed.`);
  const { length } = Array.from(line);
  return length > 300 ? refuse(say`A reason has at most 300 characters, and this one has ${length}.`) : line;
}
