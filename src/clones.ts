import { join } from 'node:path';
import type { Deps } from './commands/execute.ts';
import type { Config } from './config.ts';
import { Secret } from './core/secret.ts';
import { isSame } from './core/tokens.ts';
import type { System } from './deps.ts';
import type { Clone } from './slack-clone/clone.ts';
import { openDoor } from './slack-clone/host/door.ts';
import { Host } from './slack-clone/host/host.ts';
import { isRealSlack } from './slack.ts';
import type { Mount } from './surfaces/mount.ts';

/** The local workspace that Botmint itself is in. */
export interface Local extends Pick<Clone, 'install'> {
  readonly url: string;
  /** Called when it or its tokens are new, so that Botmint is installed in it again. */
  renewed?: () => Promise<void>;
}

/** The local workspaces of this process. */
export interface Clones {
  /** Undefined where a real workspace is used. */
  local: Local | undefined;
  /** Where the command line asks for them. */
  mounts(deps: Deps): Mount[];
}

/** Opens the workspace that Botmint is in, unless that is a real one, and takes up those that were spun. */
export async function openClones(
  databaseUrl: string,
  config: Config,
  { clock, random, log }: System,
  stack: AsyncDisposableStack,
): Promise<Clones> {
  const { DATA_DIR: folder, CLONE_PORT: port } = config;
  const registryPath = join(folder, 'registry.json');
  // Port 3001 is that of the first, also where that one is elsewhere.
  const firstPort = port === 0 ? 0 : 3001;
  const ground = { databaseUrl, folder, registryPath, clock, random, log, firstPort };
  const host = stack.use(await Host.open(ground));
  return {
    local: isRealSlack(config) ? undefined : await openLocal(host, port),
    mounts: ({ control }) => [
      {
        path: '/clone',
        listener: openDoor({ host, isOperator: (token) => isSame(control, new Secret(token)) }),
      },
    ],
  };
}

async function openLocal(host: Host, port: number): Promise<Local> {
  let clone: Clone | undefined;
  const hosted = await host.openBuiltIn('slack-local', {
    port,
    renewed: async (renewed) => {
      clone = renewed;
      await local.renewed?.();
    },
  });
  clone = hosted.clone;
  const now = (): Clone => {
    if (clone) return clone;
    throw new Error('the local workspace does not run');
  };
  const local: Local = {
    get url() {
      return now().url;
    },
    install: async (manifest, options) => now().install(manifest, options),
  };
  return local;
}
