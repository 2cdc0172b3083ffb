import type { Button, Question } from '../core/document.ts';
import { bold, code, say, type Text } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';

interface Named {
  id: string;
  username: string;
  label: string | null;
}

/** Unlike a typed command, a press asks first: a finger slips more easily than an id is typed. */
export function revokeButton(token: Named): Button {
  const text = say`${naming(token)} is refused everywhere at once, for good.`;
  return {
    label: 'Revoke',
    command: 'tokens revoke',
    input: { id: token.id },
    danger: true,
    confirm: asking('Revoke this token?', text, 'Revoke'),
  };
}

export function rotateButton(token: Named): Button {
  const text = say`${naming(token)} gets a successor, which is shown to you once. Both live until you finish.`;
  return {
    label: 'Rotate',
    command: 'tokens rotate start',
    input: { id: token.id },
    confirm: asking('Rotate this token?', text, 'Rotate'),
  };
}

export function freezeButton(token: Named): Button {
  const text = say`${naming(token)} is refused everywhere at once, until it is unfrozen.`;
  return {
    label: 'Freeze',
    command: 'tokens freeze',
    input: { id: token.id },
    confirm: asking('Freeze this token?', text, 'Freeze'),
  };
}

export const unfreezeButton = ({ id }: Named): Button => ({
  label: 'Unfreeze',
  command: 'tokens unfreeze',
  input: { id },
});

/** Of a rotation that is open, with the id of either of its tokens. */
export function finishButton(token: Named): Button {
  const text = say`The old token of ${bold(token.username)} is refused everywhere at once, for good.`;
  return {
    label: 'Finish rotation',
    command: 'tokens rotate finish',
    input: { id: token.id },
    danger: true,
    confirm: asking('Finish this rotation?', text, 'Finish'),
  };
}

export function cancelButton(token: Named): Button {
  const text = say`The new token of ${bold(token.username)} is refused everywhere at once, for good; the old one goes on as before.`;
  return {
    label: 'Cancel rotation',
    command: 'tokens rotate cancel',
    input: { id: token.id },
    danger: true,
    confirm: asking('Cancel this rotation?', text, 'Cancel it'),
  };
}

/** What can be done with a token that is alive, as a row of a list has it. */
export function rowButtons(token: Named & { state: string; replaced_until: Date | null }): Button[] {
  if (token.state === 'frozen') return [unfreezeButton(token), revokeButton(token)];
  if (token.replaced_until) return [finishButton(token), cancelButton(token)];
  return [rotateButton(token), revokeButton(token)];
}

function naming({ id, username, label }: Named): Text {
  return say`${code(shortId(id))} of ${bold(username)}${label === null ? '' : `, ${label},`}`;
}

const asking = (title: string, text: Text, yes: string): Question => ({ title, text, yes, no: 'Keep' });
