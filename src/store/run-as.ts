import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getuid, pid } from 'node:process';
import { promisify } from 'node:util';

/** What to put in front of a Postgres program so that it runs as the user who owns the cluster. */
export type RunAs = readonly string[];

const nobody = 65534;

// Postgres refuses to run as root. In a user namespace root is called nobody and yet owns its files, so the data folder
// may be in root's own home; this takes 5 ms.
const inNamespace: RunAs = ['unshare', '-U', `--map-user=${nobody}`, `--map-group=${nobody}`];

// Containers often refuse user namespaces, and in one, root has no more rights in another user's home than anybody. Yet
// root may become somebody else and keep the right to pass through folders that are closed to that user.
function asUser(uid: number, gid: number): RunAs {
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return ['setpriv', ...ids, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
}

/**
 * Decides who Postgres runs as. An existing cluster is run as its owner, whoever that is: two owners in one cluster
 * would lock each other out.
 */
export async function chooseRunAs(cluster: string, initdb: string): Promise<RunAs> {
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
    if (await reaches(prefix, dirname(cluster), initdb)) return prefix;
  }
  throw new Error(
    `Postgres cannot run as root, and as nobody it reaches neither ${dirname(cluster)} nor its programs: ` +
      'start Botmint as another user with DATA_DIR set to a folder of theirs, or set DATABASE_URL.',
  );
}

// By doing it: access(2), and so test(1), know nothing of a right that somebody else than root was given.
async function reaches(prefix: RunAs, folder: string, program: string): Promise<boolean> {
  const probe = join(folder, `postgres.draft-${pid}`);
  try {
    for (const command of [
      [program, '--version'],
      ['mkdir', probe],
    ]) {
      const [file = '', ...args] = [...prefix, ...command];
      await promisify(execFile)(file, args);
    }
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}
