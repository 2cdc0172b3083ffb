import { command, joined, say } from '../../core/text.ts';

/** What it is for, and where to begin. */
export const PURPOSE = say`I look after bots and their tokens. ${command('bots create steve')} makes your first bot, and ${command('help')} shows the rest.`;

/** What whoever comes to its direct room is told. */
export const GREETING = joined(PURPOSE, say`Here you can leave the ! out.`);
