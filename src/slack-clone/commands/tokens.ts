import { z } from 'zod';
import { defineCommand, idWord, said } from './declare.ts';

export const tokens = defineCommand({
  name: 'tokens',
  summary: 'Show the two tokens of a workspace, or make new ones.',
  example: 'clone tokens slack-a1b2',
  words: [idWord],
  flags: [
    {
      name: 'reprovision',
      label: 'Reprovision',
      hint: 'Make a fresh pair. The one before is refused from then on.',
      flag: true,
    },
  ],
  input: z.object({ id: z.string(), reprovision: said }),
  async run(host, { id, reprovision }) {
    const entry = await host.find(id).tokens({ isFresh: reprovision });
    const { botToken, userToken, appId, teamId: workspaceId } = entry;
    return {
      output: { botToken, userToken, appId, workspaceId, ...(reprovision && { rotated: true }) },
      lines: [
        `${id} tokens${reprovision ? ' (rotated)' : ''}:`,
        `  bot token   ${botToken}`,
        `  user token  ${userToken}`,
        `  app ${appId} · workspace ${workspaceId}`,
      ],
    };
  },
});
