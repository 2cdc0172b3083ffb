import type { Config } from './config.ts';
import { isOurs as isOwn, ownUser } from './commands/matrix-accounts.ts';
import { organizationOfHomeserver } from './commands/matrix-organization.ts';
import { judgeMatrixPeople } from './commands/matrix-people.ts';
import { giveUsers } from './commands/matrix-users.ts';
import type { Deps } from './commands/execute.ts';
import { isSomebodys } from './core/homeserver-fault.ts';
import type { Id } from './core/ids.ts';
import type { Hearing, Homeserver } from './core/matrix.ts';
import { type Messenger, Unreachable } from './core/ports.ts';
import { Waker } from './core/waker.ts';
import { startGreeting } from './jobs/matrix/greeting.ts';
import { inboxOf } from './jobs/matrix/inbox.ts';
import { Directs } from './surfaces/matrix/direct.ts';
import { openListener } from './surfaces/matrix/listener.ts';
import { isInMatrix, matrixMessenger } from './surfaces/matrix/messenger.ts';
import { Pinging } from './surfaces/matrix/pinging.ts';
import { matrixMounts } from './surfaces/matrix/transactions.ts';
import type { Mount } from './surfaces/mount.ts';
import type { Underway } from './surfaces/underway.ts';

/** Botmint as an application service of a homeserver. */
export interface Matrix {
  mounts(underway: Underway): Mount[];
  hearing: Hearing;
  messenger: Messenger;
  /** What waits for something to have come in. */
  waker: Waker;
  /** Says that Botmint is here as soon as the homeserver answers, so that it tells at once what waits; until disposed. */
  greet(): AsyncDisposable;
}

/** Says things where each person is: in Slack, or on the homeserver where there is one. */
export function messengerOver(slack: Messenger, matrix: Messenger | undefined): Messenger {
  const inMatrix = (): Messenger => {
    if (matrix) return matrix;
    throw new Unreachable('there is no homeserver any more');
  };
  return {
    say: async (to, document, key, triedSince) =>
      ('matrixUserId' in to ? inMatrix() : slack).say(to, document, key, triedSince),
    replace: async (place, ...asked) => (isInMatrix(place) ? inMatrix() : slack).replace(place, ...asked),
  };
}

/** Undefined where no homeserver is set. */
export function openMatrix(deps: Deps, config: Config): Matrix | undefined {
  const { homeserver, log } = deps;
  const { MATRIX_HS_TOKEN: token } = config;
  if (!homeserver || !token) return undefined;
  const waker = new Waker();
  const organization = async () => organizationOfHomeserver(homeserver.serverName, deps);
  const inbox = inboxOf(deps, organization, waker);
  const pinging = new Pinging(deps.vault, token);
  const directs = new Directs(deps, homeserver);
  const isOurs = owningSelf(homeserver, organization, deps);
  return {
    mounts: (underway) => matrixMounts({ inbox, token, self: homeserver.self, pinging, underway, log }),
    hearing: ifOurs(isOurs, openListener({ deps, homeserver, directs, admins: config.BOTMINT_ADMINS })),
    messenger: asOurs(isOurs, matrixMessenger(deps, homeserver, directs)),
    waker,
    greet: () =>
      startGreeting({
        greet: async () => {
          await judgeMatrixPeople(
            await organization(),
            { serverName: homeserver.serverName, admins: config.BOTMINT_ADMINS },
            deps,
          );
          await greet(homeserver, organization, deps);
        },
        ping: async () => homeserver.ping(),
        log,
      }),
  };
}

async function greet(
  homeserver: Homeserver,
  organization: () => Promise<Id<'organization'>>,
  deps: Deps,
): Promise<void> {
  const id = await organization();
  await giveUsers(deps, id);
  if (!(await ownUser(id, homeserver.self, homeserver, deps)))
    throw isSomebodys(
      homeserver.self,
      'Botmint answers nobody in Matrix: it takes a homeserver where that name is free.',
    );
  await homeserver.rename(homeserver.self, 'Botmint');
  await homeserver.ping();
}

/** Whether the command bot is ours, and not somebody who was there before; asked until it is. */
function owningSelf(
  homeserver: Homeserver,
  organization: () => Promise<Id<'organization'>>,
  deps: Deps,
): () => Promise<boolean> {
  let isOurs = false;
  return async () => {
    const id = await organization();
    isOurs ||=
      (await isOwn(id, homeserver.self, deps)) || (await ownUser(id, homeserver.self, homeserver, deps));
    return isOurs;
  };
}

/** Hears nothing as somebody else. */
const ifOurs = (isOurs: () => Promise<boolean>, hearing: Hearing): Hearing => ({
  hear: async (event, receivedAt) => {
    if (await isOurs()) await hearing.hear(event, receivedAt);
  },
});

/** Says nothing as somebody else. */
function asOurs(isOurs: () => Promise<boolean>, messenger: Messenger): Messenger {
  const check = async (): Promise<void> => {
    if (!(await isOurs())) throw new Unreachable("the command bot's user is somebody's");
  };
  return {
    say: async (...said) => {
      await check();
      return messenger.say(...said);
    },
    replace: async (...said) => {
      await check();
      return messenger.replace(...said);
    },
  };
}
