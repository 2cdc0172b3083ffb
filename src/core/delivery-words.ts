import type { EgressFault } from './ports.ts';
import { say, type Text } from './text.ts';

/** What can become of a delivery. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'expired', 'kept', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Not made, and waiting for nothing: sent again when somebody asks for it. */
export const UNDELIVERED = ['failed', 'expired', 'kept'] as const;

export const STATE_WORDS: Record<DeliveryState, string> = {
  waiting: 'waiting',
  delivered: 'delivered',
  failed: 'failed',
  expired: 'too old to be sent',
  kept: 'kept, as its webhook was disabled',
  dropped: 'dropped with its webhook',
};

/** What came of an attempt: a status, or a code that says why there is none. */
export interface Came {
  status: number | null;
  error: string | null;
}

/** Why there was no answer, as the end of "steve/default …", and what to do about it. */
const FAULTS: Record<EgressFault, readonly [what: string, next: string]> = {
  blocked_address: [
    'leads to an address to which nothing may be sent',
    'Only public addresses are called, and those that the operator allows.',
  ],
  name_not_found: ['has a name in its address that is not known', 'Is it spelt right, and in the DNS?'],
  connect_timeout: ['took no connection in time', 'Is its port open to the internet?'],
  timeout: ['did not answer in time', 'It should answer at once, and do what there is to do afterwards.'],
  refused: ['refused the connection', 'Does anything listen at its port?'],
  reset: ['broke the connection off', 'What it logged says why.'],
  tls: [
    'showed no certificate that can be trusted',
    'It has to be of a public authority, for this name, with its chain, and not past its end.',
  ],
  not_http: ['answered with what is not HTTP', 'Does a web server listen at its port?'],
  aborted: ['was not waited for to the end', 'It is tried again.'],
  failed: ['could not be reached', 'Is it on, and is the address right?'],
};

const isFault = (error: string): error is EgressFault => Object.hasOwn(FAULTS, error);

export const isSuccess = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** What the other side did, as the end of "steve/default …": "answered 302 in 43 ms, and redirects are not followed". */
export function cameInWords({ status, error }: Came, milliseconds?: number): string {
  const inTime = milliseconds === undefined ? '' : ` in ${milliseconds} ms`;
  if (status !== null) return `answered ${status}${inTime}${meaningOf(status)}`;
  if (error !== null && isFault(error)) return FAULTS[error][0];
  return error === null ? 'did not answer' : `failed: ${error}`;
}

/** The next step of who looks after the other side; nothing where all is well. */
export function nextStep({ status, error }: Came): Text {
  if (status === null) return error !== null && isFault(error) ? say`${FAULTS[error][1]}` : say``;
  if (status < 300) return say``;
  if (status < 400) return say`Give the webhook the address that it leads to.`;
  if (status === 401 || status === 403)
    return say`Does it check the signature with this webhook’s secret? What else it asks for can be a header of the webhook.`;
  if (status === 404) return say`Is the path right?`;
  if (status === 405) return say`It has to take a POST.`;
  if (status === 410)
    return say`If that is meant, delete the webhook; a delivery that is answered so disables it.`;
  if (status === 429) return say`Deliveries wait as long as it asks for.`;
  return say`What it logged says why.`;
}

/** What is kept in a row of what went wrong last: a code, a status, or words. */
export function errorInWords(error: string): string {
  const [, status] = /^status_(\d{3})$/.exec(error) ?? [];
  return cameInWords(
    status === undefined ? { status: null, error } : { status: Number(status), error: null },
  );
}

function meaningOf(status: number): string {
  if (status >= 300 && status < 400) return ', and redirects are not followed';
  return status === 410 ? ', that nothing is wanted there any more' : '';
}
