import type { Listed } from '../../commands/catalogue.ts';
import type { Input } from '../../commands/declared.ts';
import type { Asked } from './grammar.ts';
import type { Outside, Settings } from './outside.ts';
import type { Screen } from './screen.ts';
import { SHELLS } from './shells.ts';

/** What a word of the command line's own is given. */
export interface Here {
  asked: Asked;
  entries: readonly Listed[];
  outside: Outside;
  settings: Settings;
  screen: Screen;
}

/** A word beside the commands: it does something here, and not on the server alone. */
interface Own {
  summary: string;
  example: string;
  inputs?: readonly Input[];
  positional?: readonly string[];
  /** It does not ask the server that `BOTMINT_URL` names. */
  isApart?: true;
  /** The exit code. @throws Failure */
  run(here: Here): Promise<number>;
}

const input = (name: string, label: string, hint: string, more: Partial<Input> = {}): Input => ({
  name,
  label,
  hint,
  required: true,
  options: undefined,
  otherwise: undefined,
  ...more,
});

/** Each loads what it needs when it is asked, so that help is there at once. */
export const OWN: Readonly<Record<string, Own>> = {
  status: {
    summary: 'Say which server is asked, as whom, and until when.',
    example: 'status',
    run: async (here) => (await import('./status.ts')).status(here),
  },
  doctor: {
    summary: 'Check the server and what it stands on, and say what to do.',
    example: 'doctor',
    run: async (here) => (await import('./doctor.ts')).doctor(here),
  },
  session: {
    summary: 'Log in as somebody, on the machine of the server.',
    example: 'session --for @alice',
    inputs: [input('for', 'Person', 'Whom the session is for, as in @alice.', { placeholder: '@alice' })],
    run: async (here) => (await import('./session.ts')).session(here),
  },
  logout: {
    summary: 'End the stored login, here and on the server.',
    example: 'logout',
    isApart: true,
    run: async (here) => (await import('./session.ts')).logout(here),
  },
  mcp: {
    summary: 'Speak MCP on standard input and output, for a client that starts it.',
    example: 'mcp',
    run: async (here) => (await import('./mcp.ts')).mcp(here),
  },
  'matrix registration': {
    summary: 'Write the file by which a Matrix homeserver knows Botmint, on the machine of the server.',
    example: 'matrix registration --url http://127.0.0.1:3000',
    isApart: true,
    inputs: [
      input('url', 'Address', 'Where the homeserver reaches Botmint.', {
        required: false,
        placeholder: 'http://127.0.0.1:3000',
      }),
    ],
    run: async (here) => (await import('./registration.ts')).registration(here),
  },
  'slack manifest': {
    summary: 'Print the manifest from which Slack makes the app, for Socket Mode or with your address.',
    example: 'slack manifest --url https://botmint.example.org',
    isApart: true,
    inputs: [
      input('url', 'Address', 'Where Slack and browsers reach Botmint; without it, for Socket Mode.', {
        required: false,
        placeholder: 'https://botmint.example.org',
      }),
      input(
        'socket',
        'Socket Mode',
        'The address is for installing alone, and Slack is heard by Socket Mode.',
        {
          required: false,
          flag: true,
          unasked: true,
        },
      ),
    ],
    run: async (here) => (await import('./manifest.ts')).manifest(here),
  },
  completion: {
    summary: 'Print what has a shell complete commands, flags and values.',
    example: 'completion bash',
    isApart: true,
    positional: ['shell'],
    inputs: [input('shell', 'Shell', 'One of bash, zsh and fish.', { options: SHELLS })],
    run: async (here) => (await import('./completion.ts')).completion(here),
  },
};

export const isOfClones = ({ name }: { name: string }): boolean => name.startsWith('clone ');

/** All that begins with `clone`: whoever has the local workspaces lists them, with their flags. */
export const CLONES: Pick<Own, 'isApart' | 'run'> = {
  isApart: true,
  run: async (here) => (await import('./clone.ts')).clone(here),
};

/** They are read and listed as commands are. One of the server's with the same name is asked through them. */
export function withOwn(catalogue: readonly Listed[]): Listed[] {
  const own = Object.entries(OWN).map(
    ([name, { summary, example, inputs = [], positional = [] }]): Listed => {
      const rest = { effect: 'read', confirm: false, scope: null, by: 'either', http: '' } as const;
      return { ...rest, name, title: name, summary, example, positional, inputs, secret: undefined };
    },
  );
  return [...catalogue.filter(({ name }) => OWN[name] === undefined), ...own];
}
