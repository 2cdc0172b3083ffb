import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { promisify } from 'node:util';

/** What to put in front of a Postgres program so that it runs as the user who owns the cluster. */
export type RunAs = readonly string[];

const nobody = 65534;

// Postgres refuses to run as root. In a user namespace root is called nobody and yet owns its files, so any folder
// works, that of a root-only home included; this takes 5 ms.
const inNamespace: RunAs = ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`];

// Containers often refuse user namespaces. Their root may still become somebody else and keep the right to pass
// through folders that are closed to that user, as the data folder in root's home is.
function asUser(uid: number, gid: number): RunAs {
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return ['setpriv', ...ids, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
}

/**
 * Decides who Postgres runs as. An existing cluster is run as its owner, whoever that is: two owners in one cluster
 * would lock each other out.
 */
export async function chooseRunAs(cluster: string): Promise<RunAs> {
  const owner = await stat(join(cluster, 'PG_VERSION')).catch(() => undefined);
  const uid = getuid?.();
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new Error(
        `The database in ${cluster} belongs to user ${owner.uid}: start Botmint as that user, or set DATA_DIR to a folder of your own.`,
      );
    }
    return [];
  }
  if (owner) return owner.uid === 0 ? inNamespace : asUser(owner.uid, owner.gid);
  for (const prefix of [inNamespace, asUser(nobody, nobody)]) {
    if (await works(prefix)) return prefix;
  }
  throw new Error(
    `Postgres cannot run as root, and this system lets root be nobody else: ` +
      'start Botmint as another user with DATA_DIR set to a folder of theirs, or set DATABASE_URL.',
  );
}

async function works([program, ...rest]: RunAs): Promise<boolean> {
  try {
    await promisify(execFile)(program ?? 'true', [...rest, 'true']);
    return true;
  } catch {
    return false;
  }
}
