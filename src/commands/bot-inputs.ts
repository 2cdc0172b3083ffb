import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { say, type Text } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';
import { hints, textRead } from './inputs.ts';

export const DisplayName = textRead((text) => readText(text, 'A display name', 80)).register(hints, {
  label: 'Display name',
  hint: 'How it is called where people read it, in at most 80 characters.',
  placeholder: 'Steve the Deployer',
});

export const Description = textRead((text) => readText(text, 'A description', 300)).register(hints, {
  label: 'Description',
  hint: 'What it is for, in at most 300 characters.',
  placeholder: 'Deploys the shop',
});

export const BackupOwner = z.string().brand<'member'>().register(hints, {
  label: 'Backup owner',
  hint: 'Who is told about its tokens when its owner is gone, as in @alice.',
  placeholder: '@alice',
  reference: 'member',
});

export const NewBackupOwner = z.string().brand<'member or none'>().register(hints, {
  label: 'Backup owner',
  hint: 'Who is told when its owner is gone, as in @alice; none for nobody.',
  placeholder: '@alice',
  reference: 'member or none',
});

/** One line, which may be empty. */
function readText(typed: string, noun: string, longest: number): string {
  const text = typed.trim();
  const { length } = Array.from(text);
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    return refuse(say`${noun} is one line of text, without tabs or line breaks.`);
  if (holdsToken(text)) return refuse(say`That is a token, and ${noun.toLowerCase()} is seen by everybody.`);
  if (length > longest)
    return refuse(say`${noun} has at most ${longest} characters, and this one has ${length}.`);
  return text;
}

function refuse(text: Text): never {
  throw new AppError('invalid_input', text);
}
