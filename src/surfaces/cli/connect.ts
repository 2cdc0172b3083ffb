import { SIGN_IN } from '../../commands/unidentified.ts';
import type { Secret } from '../../core/secret.ts';
import { bold, code, say, type Text } from '../../core/text.ts';
import { api } from './door.ts';
import { Failure, failure } from './failure.ts';
import { endOf, type Login, readLogin, Session, writeLogin } from './login.ts';
import type { Outside, Running, Settings } from './outside.ts';

/** Which server is asked. */
export interface Server {
  address: string;
  /** Who said where it is. */
  from: 'BOTMINT_URL' | 'server.json';
  /** What to do when it does not answer. */
  advice: Text;
  running: Running | undefined;
}

/** A server, and as whom it is asked. */
export interface Connection extends Server {
  /** What is shown to it: a token of the environment, the stored login, the operator's, or nothing. */
  as: 'token' | 'login' | 'operator' | 'nobody';
  credential: Secret | undefined;
  login: Login | undefined;
}

/** @throws Failure when there is none to be asked. */
export async function findServer(outside: Outside, settings: Settings): Promise<Server> {
  const { BOTMINT_URL: url, DATA_DIR: folder } = settings;
  const running = await outside.running(folder);
  if (url !== undefined) {
    const advice = say`${code('BOTMINT_URL')} says that it is there: correct that, or unset it to ask the Botmint of this machine.`;
    return { address: url.replace(/\/+$/, ''), from: 'BOTMINT_URL', advice, running };
  }
  if (!running) {
    throw failure(
      'no_server',
      say`No Botmint runs here: there is no server.json in ${folder}. Start one with ${code('npm start')}, or say where one is: ${code('BOTMINT_URL=https://botmint.example.org')}`,
    );
  }
  if (!outside.lives(running.pid)) {
    throw failure(
      'no_server',
      say`Botmint ran at ${running.address} as process ${running.pid}, which is gone without a word. Start it with ${code('npm start')}`,
    );
  }
  const advice = say`server.json in ${folder} says that it is there. Unless it is just starting, start it again: ${code('npm start')}`;
  return { address: running.address, from: 'server.json', advice, running };
}

export const isSame = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin;

/** So long before its end a session is renewed. */
const AHEAD_MS = 60_000;

/** The token of the environment goes before the stored login, and that before the operator's. @throws Failure */
export async function connect(outside: Outside, settings: Settings): Promise<Connection> {
  const server = await findServer(outside, settings);
  const { BOTMINT_TOKEN: token, DATA_DIR: folder } = settings;
  if (token) return { ...server, as: 'token', credential: token, login: undefined };
  const stored = await readLogin(folder);
  // Made for another server, it is none of this one's business.
  if (stored && isSame(stored.server, server.address)) {
    const login = await fresh(stored, server, outside, folder);
    return { ...server, as: 'login', credential: login.access_token, login };
  }
  const control = controlFor(server);
  return { ...server, as: control ? 'operator' : 'nobody', credential: control, login: undefined };
}

/** What makes its reader the operator, for the server that wrote it alone. */
export function controlFor({ address, running }: Server): Secret | undefined {
  return running && isSame(running.address, address) ? running.control : undefined;
}

/** The login as it can be shown now: renewed, and kept so, when it is about to end. @throws Failure */
export async function fresh(
  login: Login,
  server: Pick<Server, 'address' | 'advice'>,
  outside: Outside,
  folder: string,
): Promise<Login> {
  const left = endOf(login.access_token).getTime() - outside.clock.now().getTime();
  if (left > AHEAD_MS) return login;
  const session = await api(
    Session,
    { ...server, credential: undefined },
    { path: '/api/v1/sessions/refresh', body: { refresh_token: login.refresh_token.reveal() } },
  ).catch((thrown: unknown) => {
    throw isGone(thrown) ? loginEnded(thrown, login) : thrown;
  });
  const renewed = { ...session, server: login.server };
  await writeLogin(folder, renewed, draftName(outside));
  return renewed;
}

/** What a server answers of a session that it does not go on with. All else says nothing of the session. */
const GONE = new Set(['revoked_session', 'invalid_session', 'expired_session', 'unknown_session']);

export const isGone = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure && thrown.refused !== undefined && GONE.has(thrown.refused.code);

function loginEnded({ exit, body, refused }: Failure, { name, server }: Login): Failure {
  const text = say`The login of ${bold(name)} at ${server} has ended. Make another: ${SIGN_IN}`;
  return new Failure(exit, text, body, refused);
}

export const draftName = ({ random }: Outside): string => Buffer.from(random.bytes(8)).toString('hex');

/** @throws Failure when nothing could be shown. */
export function refuseNobody({ as, address }: Connection): void {
  if (as !== 'nobody') return;
  throw failure(
    'not_logged_in',
    say`You are not logged in at ${address}. On its machine ${SIGN_IN} makes a login; or put a bot's token in ${code('BOTMINT_TOKEN')}.`,
  );
}
