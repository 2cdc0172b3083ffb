import { Misplaced } from '../core/homeserver-fault.ts';
import type { Id } from '../core/ids.ts';
import type { Homeserver } from '../core/matrix.ts';
import * as across from '../store/across.ts';
import * as homeservers from '../store/homeservers.ts';
import type { Deps } from './execute.ts';

/**
 * The organization that a homeserver belongs to. At first contact that is the one there is, or one of its own where
 * there is none.
 * @throws Misplaced where there are several, and nobody can say which, or where the only one has another homeserver.
 */
export async function organizationOfHomeserver(
  serverName: string,
  { database, ids, clock }: Pick<Deps, 'database' | 'ids' | 'clock'>,
): Promise<Id<'organization'>> {
  const known = await homeservers.findOrganization(database.across, serverName);
  if (known) return known.id;
  const [only, another] = await across.listOrganizations(database.across);
  if (another)
    throw new Misplaced(
      `There are several organizations here, so nobody can say whose the homeserver ${serverName} is.`,
    );
  const organization = only ? { id: only.id } : { id: ids.make<'organization'>(), name: serverName };
  const connected = await homeservers.connect(database.across, {
    ...organization,
    serverName,
    at: clock.now(),
  });
  if (connected === undefined)
    throw new Misplaced(
      `MATRIX_SERVER_NAME is ${serverName}, and this Botmint belongs to another homeserver. Set it back: one is not exchanged for another.`,
    );
  return connected;
}

/** Whose a homeserver was found to be: that never changes. */
const owners = new WeakMap<Homeserver, Id<'organization'>>();

/** The homeserver, where it is this organization's. */
export async function homeserverOf(
  organization: Id<'organization'>,
  { homeserver, database }: Pick<Deps, 'homeserver' | 'database'>,
): Promise<Homeserver | undefined> {
  if (!homeserver) return undefined;
  let owner = owners.get(homeserver);
  if (owner === undefined) {
    owner = (await homeservers.findOrganization(database.across, homeserver.serverName))?.id;
    if (owner !== undefined) owners.set(homeserver, owner);
  }
  return owner === organization ? homeserver : undefined;
}
