import * as actors from '../../src/commands/actors.ts';
import type { Deps } from '../../src/commands/execute.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import { Secret } from '../../src/core/secret.ts';
import { Directs, type MatrixMember } from '../../src/surfaces/matrix/direct.ts';
import type { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { registrationOf } from '../../src/surfaces/matrix/registration.ts';
import { openWorld, type World } from '../world.ts';
import { openSynapse, SERVER_NAME, type Synapse, homeserverAt } from './synapse.ts';
import { type MatrixUser, openUser } from './user.ts';

const AS_TOKEN = 'as_token_of_a_test_0123456789abcdef';

/** Botmint's rows and a Synapse, on which it acts and of which it is told nothing. */
export interface Ground extends AsyncDisposable {
  world: World;
  synapse: Synapse;
  homeserver: MatrixHomeserver;
  deps: Deps;
  directs: Directs;
  person(name: string, admins?: string[]): Promise<Person>;
  /** Puts it there as the command bot, which no port can. */
  asBot(path: string, body: object): Promise<number>;
}

export interface Person {
  user: MatrixUser;
  member: MatrixMember;
  actor: MemberActor;
}

export async function openGround({
  settings = {},
  registered = (usual: string) => usual,
}: { settings?: Record<string, unknown>; registered?: (usual: string) => string } = {}): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const tokens = { asToken: new Secret(AS_TOKEN), hsToken: new Secret('unused by this test') };
  const registration = registrationOf({ url: 'http://127.0.0.1:9', serverName: SERVER_NAME, ...tokens });
  const synapse = stack.use(await openSynapse({ registration: registered(registration), settings }));
  const world = stack.use(await openWorld());
  const homeserver = homeserverAt(synapse.url, tokens.asToken);
  const deps = { ...world.deps, homeserver };
  await homeserver.register(registered('@botmint').slice(1));
  const people = stack.use(new AsyncDisposableStack());
  const opened = stack.move();
  return {
    world,
    synapse,
    homeserver,
    deps,
    directs: new Directs(deps, homeserver),
    person: async (name, admins = []) => {
      const user = people.use(await openUser(synapse, name));
      const asked = { serverName: SERVER_NAME, userId: user.userId, admins: new Set(admins) };
      const actor = await actors.ofMatrixUser({ ...asked, fresh: false, isAlone: true }, deps);
      return { user, actor, member: { id: actor.id, matrixUserId: user.userId } };
    },
    asBot: async (path, body) => {
      const answer = await fetch(`${synapse.url}${path}?user_id=${encodeURIComponent(homeserver.self)}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${AS_TOKEN}` },
        body: JSON.stringify(body),
      });
      return answer.status;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
