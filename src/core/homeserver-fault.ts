import { HomeserverAway, HomeserverRefusal } from './matrix.ts';

/** What whoever runs Botmint has to put right, in a sentence or two that say how. */
export class Misplaced extends Error {
  override readonly name = 'Misplaced';
}

/** A user that we would be, and somebody is. */
export const isSomebodys = (userId: string, advice: string): Misplaced =>
  new Misplaced(`${userId} was on the homeserver before Botmint, so it is somebody's. ${advice}`);

/** What is said of us, and not of who acts: no caller can do anything about it. */
const OUR_CREDENTIAL: ReadonlySet<string> = new Set(['M_UNKNOWN_TOKEN', 'M_MISSING_TOKEN', 'M_EXCLUSIVE']);

/** Whether it is there, and has no application service with our token, or one that may not act as our users. */
export const isOurCredential = (error: unknown): error is HomeserverRefusal =>
  error instanceof HomeserverRefusal && OUR_CREDENTIAL.has(error.code);

/** Whether the same may be granted later: it does not answer, was asked too often, or knows us no more just now. */
export const isForNow = (error: unknown): boolean =>
  error instanceof HomeserverAway ||
  (error instanceof HomeserverRefusal &&
    (error.status === 429 || error.status === 401 || isOurCredential(error)));

const REGISTRATION =
  'Give it the one of this Botmint, whose file `botmint matrix registration` names, and restart it.';

const REFUSALS: ReadonlyMap<string, string> = new Map([
  [
    'M_UNKNOWN_TOKEN',
    `The homeserver does not know Botmint's token: its registration is another. ${REGISTRATION}`,
  ],
  [
    'M_MISSING_TOKEN',
    `The homeserver does not know Botmint's token: its registration is another. ${REGISTRATION}`,
  ],
  ['M_FORBIDDEN', `The homeserver knows this token as another service's. ${REGISTRATION}`],
  [
    'M_EXCLUSIVE',
    `The homeserver does not let Botmint have its users: its registration is another. ${REGISTRATION}`,
  ],
  [
    'M_CONNECTION_FAILED',
    'The homeserver answers, and does not reach Botmint at the url of its registration. Correct it by `botmint matrix registration --url`, and restart the homeserver.',
  ],
  [
    'M_CONNECTION_TIMEOUT',
    'The homeserver answers, and Botmint does not answer it in time at the url of its registration. Is that right, and does a firewall let it through?',
  ],
  [
    'M_BAD_STATUS',
    `The homeserver answers, and what it reaches at the url of its registration is not this Botmint, or has another hs_token. ${REGISTRATION}`,
  ],
  ['M_URL_NOT_SET', `The homeserver's registration has no url. ${REGISTRATION}`],
]);

/** What is wrong between us and the homeserver, and what to do, in a sentence or two. */
export function homeserverFault(error: unknown): string {
  if (error instanceof Misplaced) return error.message;
  if (error instanceof HomeserverAway)
    return 'The homeserver does not answer. Is it running, and is MATRIX_HOMESERVER_URL right?';
  if (error instanceof HomeserverRefusal)
    return REFUSALS.get(error.code) ?? `The homeserver refuses Botmint: ${error.message}. Its log says why.`;
  return `The homeserver could not be asked: ${error instanceof Error ? error.message : String(error)}`;
}
