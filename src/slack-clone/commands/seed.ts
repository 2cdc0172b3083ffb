import { z } from 'zod';
import { readFixture } from '../fixtures/fixture.ts';
import { defineCommand, idWord } from './declare.ts';

export const seed = defineCommand({
  name: 'seed',
  summary: 'Bring people, channels and messages into a workspace.',
  example: 'clone seed slack-a1b2 -f acme-corp',
  words: [idWord],
  flags: [
    {
      name: 'fixture',
      label: 'Fixture',
      short: 'f',
      hint: 'One of acme-corp, small, medium and large, or a file of your own, as in ./team.yml',
      required: true,
      placeholder: 'acme-corp',
    },
  ],
  input: z.object({ id: z.string(), fixture: z.string().min(1) }),
  async run(host, { id, fixture: wanted }) {
    const fixture = await readFixture(wanted);
    const seeded = await host.find(id).seed(fixture);
    if (!seeded)
      return {
        output: { id, fixture: fixture.name, seeded: false },
        lines: [
          `${fixture.name} is in ${id} already, so nothing was changed. \`botmint clone reset ${id}\` brings it back as it was.`,
        ],
      };
    const { people, channels, messages } = seeded;
    return {
      output: { id, fixture: fixture.name, seeded: true, users: people, channels, messages },
      lines: [
        `${fixture.name} is in ${id} now: ${counted(people, 'new person', 'new people')}, ${counted(channels, 'new channel')}, ${counted(messages, 'message')}.`,
      ],
    };
  },
});

const counted = (count: number, noun: string, several = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : several}`;
