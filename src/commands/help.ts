import { z } from 'zod';
import { catalogueOf } from './catalogue.ts';
import { defineCommand } from './declare.ts';
import { helpEntry, helpOn, helpPage } from './help-pages.ts';
import { hints } from './inputs.ts';
import { unknownCommand } from './unknown-command.ts';

const Topic = z.string().max(100).optional().register(hints, {
  label: 'Topic',
  hint: 'A command, or the first word of some.',
  placeholder: 'tokens issue',
  rest: true,
});

const Entry = z.object({
  name: z.string(),
  summary: z.string(),
  example: z.string(),
  scope: z.string().nullable(),
  inputs: z.array(z.object({ name: z.string(), flag: z.string(), hint: z.string(), required: z.boolean() })),
});

export const help = defineCommand({
  name: 'help',
  title: 'Help',
  summary: 'Say what can be asked, and how.',
  example: 'help tokens issue',
  effect: 'read',
  confirm: false,
  scope: null,
  by: 'either',
  http: 'GET /api/v1/help',
  input: z.strictObject({ topic: Topic }),
  positional: ['topic'],
  refuses: ['unknown_command'],
  output: z.object({ topic: z.string(), commands: z.array(Entry) }),

  async run({ commands }, { topic = '' }) {
    const words = topic.trim().toLowerCase().split(/\s+/).join(' ');
    const found = helpOn(words, commands);
    if (found.length === 0) throw unknownCommand(words, commands);
    return { topic: words, commands: catalogueOf(found).map(helpEntry) };
  },

  say: ({ topic, commands }) => helpPage(topic, commands),
});
