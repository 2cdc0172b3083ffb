import { Secret } from './core/secret.ts';
import type { Outside, Running } from './surfaces/cli/outside.ts';
import { clock, random } from './system.ts';

/** What the command line stands on, whoever starts it: this process, its streams, its environment. */
export function outsideOf({
  version,
  catalogue,
  register,
  manifest,
}: Pick<Outside, 'version' | 'catalogue' | 'register' | 'manifest'>): Outside {
  const { stdin, stdout, stderr } = process;
  return {
    version,
    catalogue,
    settings: async () => (await import('./config.ts')).readClientConfig(),
    running,
    register,
    manifest,
    clock,
    random,
    lives,
    stdin,
    stdout,
    stderr,
  };
}

async function running(folder: string): Promise<Running | undefined> {
  const { whoRuns } = await import('./data-folder.ts');
  const found = await whoRuns(folder);
  if (!found) return undefined;
  const { pid, address, control } = found;
  return { pid, address, control: control === undefined ? undefined : new Secret(control) };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's lives as well.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
