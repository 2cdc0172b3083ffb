import { z } from 'zod';
import { defineCommand, idWord, said } from './declare.ts';

export const logs = defineCommand({
  name: 'logs',
  summary: 'Show what a workspace has logged last.',
  example: 'clone logs slack-a1b2',
  words: [idWord],
  flags: [
    { name: 'number', label: 'Number', short: 'n', hint: 'How many lines, up to 1000; 100 unless you say.' },
    { name: 'follow', label: 'Follow', hint: 'Go on with what comes, until Ctrl-C.', flag: true },
    { name: 'after', label: 'After', hint: 'Only what comes after the line of this number.' },
  ],
  input: z.object({
    id: z.string(),
    number: z.coerce.number().int().min(0).max(1000).default(100),
    // The command line itself asks again and again.
    follow: said,
    after: z.coerce.number().int().min(0).default(0),
  }),
  async run(host, { id, number, after }) {
    const { lines, last } = host.find(id).journal.read(number, after);
    return { output: { id, lines, last }, lines };
  },
});
