import { z } from 'zod';
import { defineCommand, idWord } from './declare.ts';

/** The command line goes on from here: it hands what it reads on to the workspace's `/mcp`. */
export const mcp = defineCommand({
  name: 'mcp',
  summary: 'Speak MCP on standard input and output, for a model in a workspace.',
  example: 'clone mcp slack-a1b2',
  words: [idWord],
  input: z.object({ id: z.string() }),
  async run(host, { id }) {
    const { url } = host.find(id).running();
    return { output: { id, url } };
  },
});
