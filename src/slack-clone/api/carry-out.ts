import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { logFailure } from '../failure.ts';
import { METHODS } from '../methods/index.ts';
import { outlineOf } from '../traffic.ts';
import type { Workspace } from '../workspace.ts';
import { type Caller, identify } from './caller.ts';
import { SlackError } from './error.ts';
import { acceptedScopes, type Answer, type Method } from './method.ts';
import type { ReadCall } from './request.ts';

/** What came of a call of a method, by whatever way it was made. */
export interface Outcome {
  /** `{ ok: true, … }`, or `{ ok: false, error, … }`. */
  answer: Answer;
  /** 200, but for `ratelimited` and a fault on purpose; null: the caller is to get no answer at all. */
  status: number | null;
  /** Who called; undefined where nobody was asked, or nobody was known. */
  caller: Caller | undefined;
  /** What `x-accepted-oauth-scopes` says. */
  accepted: string;
  /** Seconds; undefined but for `ratelimited`. */
  retryAfter: number | undefined;
}

const BY_NAME = new Map(METHODS.map((method) => [method.name, method]));

/** What Postgres says to text it cannot hold: a NUL, or half of a surrogate pair. */
const BAD_TEXT = new Set(['22021', '22P05']);

/** Calls a method and never throws. @param read what is asked; it may refuse by throwing */
export async function carryOut(
  workspace: Workspace,
  name: string,
  read: (method: Method) => Promise<ReadCall>,
): Promise<Outcome> {
  const method = BY_NAME.get(name);
  // Whoever asked for a fault can always take it back.
  const fault = isOwn(name) ? undefined : workspace.faults.forCall(name);
  const accepted = method ? acceptedScopes(method) : '';
  const known: Known = { looked: [] };
  const ended = workspace.traffic.begin({ direction: 'in', name: name.slice(0, 80), by: 'http' });
  let outcome: Outcome;
  try {
    const answer = await answerTo(workspace, method, read, known, fault);
    outcome = { accepted, caller: known.caller, answer, status: 200, retryAfter: undefined };
  } catch (error) {
    outcome = { accepted, caller: known.caller, ...refusal(workspace, name, error) };
  }
  if (fault?.fault === 'server_error') outcome.status = 500;
  if (fault?.fault === 'drop' || fault?.fault === 'lose_answer') outcome.status = null;
  // What is no method of ours may be anything that somebody typed.
  const code = outcome.answer['error'];
  workspace.log.info?.(`${method?.name ?? 'an unknown method'} ${typeof code === 'string' ? code : 'ok'}`);
  // A window's own questions would be all that it sees.
  if (!isOwn(name)) note(ended, known, outcome, fault);
  return outcome;
}

/** What people's own clients ask, which no other Slack has. */
const isOwn = (name: string): boolean => name.startsWith('client.');

/** What is known of a call by and by. */
interface Known {
  /** Any one of these was asked for, of this kind of token. */
  looked: readonly string[];
  caller?: Caller;
  call?: ReadCall;
}

async function answerTo(
  workspace: Workspace,
  method: Method | undefined,
  read: (method: Method) => Promise<ReadCall>,
  known: Known,
  fault: Fault | undefined,
): Promise<Answer> {
  if (!method) throw new SlackError('unknown_method');
  const call = (known.call = await read(method));
  if (method.scopes) {
    known.caller = await identify(workspace, call.token);
    known.looked = method.scopes[known.caller.kind] ?? [];
    workspace.limits?.count(known.caller, method);
  }
  if (fault) await befall(workspace, fault);
  // `ok` comes first, and a method may take it back, as api.test does.
  return { ok: true, ...(await method.invoke(workspace, known.caller, call.arguments)) };
}

/** What goes wrong before anything is done. @throws what the caller is told, or what nobody is */
async function befall({ closing }: Workspace, { fault, delay_ms, retry_after }: Fault): Promise<void> {
  if (fault === 'slow') await sleep(delay_ms, undefined, { signal: closing }).catch(() => undefined);
  if (fault === 'ratelimited') throw new SlackError('ratelimited', { retryAfter: retry_after });
  if (fault === 'expired_trigger') throw new SlackError('expired_trigger_id');
  if (fault === 'drop' || fault === 'server_error') throw new SlackError('internal_error');
}

function note(
  ended: ReturnType<Workspace['traffic']['begin']>,
  { looked, caller, call }: Known,
  { answer, status }: Outcome,
  fault: Fault | undefined,
): void {
  const { error } = answer;
  ended({
    app_id: caller?.appId ?? null,
    user_id: caller?.userId ?? null,
    status,
    error: typeof error === 'string' ? error : null,
    scopes: { provided: caller?.scopes ?? [], accepted: [...looked] },
    sent: outlineOf(call?.arguments ?? {}),
    ...(fault && { fault: fault.fault }),
  });
}

/** What nobody threw on purpose is logged without its message and told as `internal_error`. */
function refusal(
  workspace: Workspace,
  name: string,
  error: unknown,
): Pick<Outcome, 'answer' | 'status' | 'retryAfter'> {
  if (error instanceof SlackError) {
    const { retryAfter, ...details } = error.details;
    const answer = { ok: false, error: error.code, ...details };
    return typeof retryAfter === 'number'
      ? { answer, status: 429, retryAfter }
      : { answer, status: 200, retryAfter: undefined };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isBadText = typeof code === 'string' && BAD_TEXT.has(code);
  if (!isBadText) logFailure(workspace, name, error);
  const answer = { ok: false, error: isBadText ? 'invalid_charset' : 'internal_error' };
  return { answer, status: 200, retryAfter: undefined };
}
