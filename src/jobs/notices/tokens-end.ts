import type { Button, Line } from '../../core/document.ts';
import type { Id } from '../../core/ids.ts';
import { bold, code, command, counted, say, type Text } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { shortId } from '../../core/tokens.ts';
import { type EndingToken, stillEnding } from '../../store/reminders.ts';
import type { Compose, Telling } from './compose.ts';

/** Tokens that end soon or have ended: those of which that is still so, each with what can be done about it. */
export const tokensEnd: Compose<'tokens_end'> = async ({ tokens: told }, telling) => {
  const ending = await stillEnding(telling.db, told, telling.now);
  if (ending.length === 0) return undefined;
  const claims = new Map(told.map(({ id, claim }) => [id, claim]));
  const shown = ending.filter(({ id }) => claims.get(id) !== undefined);
  const rest = ending.length - shown.length;
  const isTheirs = ending.every(({ owner_id: owner }) => owner === telling.member?.id);
  return {
    text: heading(ending, isTheirs, telling.now),
    lines: shown.map((token) => line(token, claims.get(token.id), isTheirs, telling)),
    note: rest > 0 ? say`And ${rest} more: ${command('tokens list')}` : AFTER,
  };
};

const AFTER = say`Rotate makes the next token and shows it to you alone.`;

function heading(ending: readonly EndingToken[], isTheirs: boolean, now: Date): Text {
  const ended = ending.filter((token) => hasEnded(token, now)).length;
  const soon = ending.length - ended;
  const whose = isTheirs ? ' of your' : '';
  const what =
    soon === 0
      ? say`${many(ended, whose)} ${ended === 1 ? 'has' : 'have'} ended.`
      : ended === 0
        ? say`${many(soon, whose)} ${soon === 1 ? 'ends' : 'end'} soon.`
        : say`${many(soon, whose)} ${soon === 1 ? 'ends' : 'end'} soon, and ${ended} ${ended === 1 ? 'has' : 'have'} ended.`;
  return isTheirs ? what : say`${what} You are told because the owner is not here any more.`;
}

const many = (count: number, whose: string): string =>
  whose === '' ? counted(count, 'token') : `${count}${whose} tokens`;

const hasEnded = ({ expires_at: end }: EndingToken, now: Date): boolean => end <= now;

function line(
  token: EndingToken,
  claim: Id<'claim'> | undefined,
  isTheirs: boolean,
  { now, timeZone }: Telling,
): Line {
  const owner = isTheirs ? say`` : say` of ${bold(token.owner_name)}`;
  const name = token.label === null ? say`${code(shortId(token.id))}` : say`${token.label}`;
  const ends = absoluteAndRelative(token.expires_at, timeZone, now);
  return {
    text: say`${bold(token.username)}${owner} · ${name} · ${hasEnded(token, now) ? 'ended' : 'ends'} ${ends}`,
    buttons: [
      ...(claim === undefined ? [] : [rotate(claim)]),
      ...(hasEnded(token, now) ? [] : [revoke(token)]),
    ],
  };
}

const rotate = (claim: Id<'claim'>): Button => ({
  label: 'Rotate',
  command: 'tokens claim',
  input: { id: claim },
});

function revoke({ id, username }: EndingToken): Button {
  return {
    label: 'Revoke',
    command: 'tokens revoke',
    input: { id },
    danger: true,
    confirm: {
      title: 'Revoke a token',
      text: say`Revoke ${code(shortId(id))} of ${bold(username)}? It is refused everywhere at once.`,
      yes: 'Revoke',
      no: 'Keep',
    },
  };
}
