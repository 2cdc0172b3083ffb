import type { Id } from '../core/ids.ts';
import { userIdOf } from '../core/matrix.ts';
import * as homeservers from '../store/homeservers.ts';
import * as identities from '../store/identities.ts';
import * as matrixErrands from '../store/matrix-errands.ts';
import * as services from '../store/services.ts';
import type { Context } from './declare.ts';
import type { Deps } from './execute.ts';

/** What people read of the homeserver where they see services; they can give it no other label. */
const LABEL = 'Home of the bots';
const A_BATCH = 500;

type Means = Pick<Context, 'db' | 'ids' | 'clock'>;

/** What a bot is on the homeserver. */
export interface MatrixUser {
  /** Null where the server's name leaves no room for it. */
  userId: string | null;
}

/** Has a bot that was just inserted be a user of the organization's homeserver. Undefined where there is none. */
export async function giveUser(
  { db, ids, clock }: Means,
  bot: { id: Id<'bot'>; organization_id: Id<'organization'>; username: string },
): Promise<MatrixUser | undefined> {
  const { organization_id } = bot;
  const home = await homeservers.find(db, organization_id);
  if (!home) return undefined;
  const userId = userIdOf(bot.username, home.server);
  if (userId !== null) {
    const service = home.service ?? (await openService({ db, ids, clock }, organization_id, home.server));
    await give({ db, ids, clock }, { organization: organization_id, service }, [{ id: bot.id, userId }]);
  }
  return { userId };
}

/** Asks that what became of a bot become of its user. */
export async function keepUserInStep(
  { db, ids, clock }: Means,
  bot: { id: Id<'bot'>; organization_id: Id<'organization'> },
): Promise<void> {
  await matrixErrands.askForUsers(db, bot.organization_id, [{ id: ids.make(), bot: bot.id }], clock.now());
}

/**
 * Gives a user to every bot that has none, as many at a time as are soon written: those that were here before the
 * homeserver. Whoever is broken off goes on when Botmint is started anew.
 */
export async function giveUsers(
  deps: Pick<Deps, 'database' | 'ids' | 'clock' | 'peers'>,
  organization: Id<'organization'>,
): Promise<void> {
  let last: Id<'bot'> | undefined;
  do last = await giveSome(deps, organization, last);
  while (last !== undefined);
}

/** Resolves with the last bot that was looked at, or undefined when that was the last. */
async function giveSome(
  { database, ids, clock, peers }: Pick<Deps, 'database' | 'ids' | 'clock' | 'peers'>,
  organization: Id<'organization'>,
  after: Id<'bot'> | undefined,
): Promise<Id<'bot'> | undefined> {
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const home = await homeservers.find(db, organization);
  if (!home) return undefined;
  const service = home.service ?? (await openService({ db, ids, clock }, organization, home.server));
  const found = await identities.listIn(db, service, { after, limit: A_BATCH });
  const lacking = found.flatMap(({ id, username, value }) => {
    const userId = userIdOf(username, home.server);
    return userId === null || userId === value ? [] : [{ id, userId }];
  });
  await give({ db, ids, clock }, { organization, service }, lacking);
  const settled = lacking.length > 0 ? await peers.announce(db, { organization }) : undefined;
  await transaction.commit();
  await settled?.();
  return found.length < A_BATCH ? undefined : found.at(-1)?.id;
}

async function give(
  { db, ids, clock }: Means,
  { organization, service }: { organization: Id<'organization'>; service: Id<'service'> },
  users: readonly { id: Id<'bot'>; userId: string }[],
): Promise<void> {
  if (users.length === 0) return;
  const at = clock.now();
  await identities.upsert(
    db,
    ...users.map(({ id, userId }) => ({
      organization_id: organization,
      bot_id: id,
      service_id: service,
      value: userId,
      created_at: at,
      updated_at: at,
    })),
  );
  const errands = users.map(({ id }) => ({ id: ids.make<'matrix_errand'>(), bot: id }));
  await matrixErrands.askForUsers(db, organization, errands, at);
}

/** The service that the homeserver is, made if it is not there. */
async function openService(
  { db, ids, clock }: Means,
  organization_id: Id<'organization'>,
  external_id: string,
): Promise<Id<'service'>> {
  const key = { service_type: 'matrix', external_id };
  const created_at = clock.now();
  const made = await services.insert(db, {
    ...key,
    organization_id,
    id: ids.make(),
    label: LABEL,
    created_at,
  });
  const service = made ?? (await services.find(db, key));
  if (!service) throw new Error('a service that was there is gone');
  return service.id;
}
