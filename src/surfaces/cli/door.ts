import { z } from 'zod';
import { joined, say, type Text } from '../../core/text.ts';
import type { Secret } from '../../core/secret.ts';
import { Answer, ChoicesAnswer, FormAnswer, type Offered } from '../terminal.ts';
import { failure, refusedBy } from './failure.ts';

/** How long a server may think. `webhooks test` waits for another's answer. */
const PATIENCE_MS = 60_000;

/** A server, and what is shown to it. */
interface Door {
  address: string;
  credential: Secret | undefined;
  /** What to do when it does not answer. */
  advice: Text;
}

interface Sent {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** A request that broke off is sent once more under this key, and done once. */
  key?: string | undefined;
  patienceMs?: number;
}

interface Received {
  status: number;
  body: unknown;
}

/** @throws Failure when nothing answers there, or what answers is not Botmint. */
export async function send(door: Door, sent: Sent): Promise<Received> {
  try {
    return await attempt(door, sent);
  } catch (error) {
    // A connection that was kept can be closed just as it is used.
    if (sent.key === undefined || reasonOf(error) !== 'lost') throw notReached(door, error);
    return attempt(door, sent).catch((again: unknown) => {
      throw notReached(door, again);
    });
  }
}

async function attempt(
  { address, credential }: Door,
  { method = 'POST', path, body, key, patienceMs = PATIENCE_MS }: Sent,
): Promise<Received> {
  const response = await fetch(address + path, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
    headers: {
      accept: 'application/json',
      'time-zone': Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(body && { 'content-type': 'application/json' }),
      ...(credential && { authorization: `Bearer ${credential.reveal()}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Reason = 'refused' | 'lost' | 'late' | 'name' | 'other';

const REASONS: ReadonlyMap<string, Reason> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'lost'],
  ['UND_ERR_SOCKET', 'lost'],
  ['ENOTFOUND', 'name'],
  ['EAI_AGAIN', 'name'],
]);

function reasonOf(error: unknown): Reason {
  if (!(error instanceof Error)) return 'other';
  if (error.name === 'TimeoutError') return 'late';
  const { cause } = error;
  return (cause instanceof Error && 'code' in cause && REASONS.get(String(cause.code))) || 'other';
}

const SENTENCES: Record<Reason, Text> = {
  refused: say`nothing listens there`,
  lost: say`it closed the connection`,
  late: say`it took too long`,
  name: say`that name is not known`,
  other: say`it cannot be reached`,
};

function notReached({ address, advice }: Door, error: unknown): Error {
  const reason = reasonOf(error);
  return failure(
    reason === 'late' ? 'timeout' : 'no_server',
    joined(say`${address} does not answer: ${SENTENCES[reason]}.`, advice),
  );
}

/** @throws Failure when the answer is none of ours. */
function understood<Type>(schema: z.ZodType<Type>, { body }: Received, { address }: Door): Type {
  const answer = schema.safeParse(body);
  if (answer.success) return answer.data;
  const said = Elsewhere.safeParse(body);
  throw failure(
    'not_botmint',
    said.success
      ? say`${address} does not know this command line: ${said.data.detail}`
      : say`${address} does not answer as Botmint does. Is it the right address?`,
  );
}

const Elsewhere = z.object({ ok: z.literal(false), detail: z.string() });

/** What is asked, with all that came of it but a refusal. @throws Failure with that, too. */
export async function ask(
  door: Door,
  asked: { command: string; input: Record<string, string>; confirmed: boolean },
  key?: string,
): Promise<Exclude<Answer, { kind: 'refused' }>> {
  const sent = { path: '/terminal/ask', body: asked, ...(key !== undefined && { key }) };
  const answer = understood(Answer, await send(door, sent), door);
  if (answer.kind === 'refused') throw refusedBy(answer);
  return answer;
}

type Done = Extract<Answer, { kind: 'done' }>;

/** What was done where nothing has to be confirmed. */
export function doneIn(answer: Awaited<ReturnType<typeof ask>>): Done {
  if (answer.kind === 'done') return answer;
  throw new Error('what needs no yes was to be confirmed');
}

/** What can be asked for a command now. @throws Failure */
export async function formFor(door: Door, command: string, answers: Record<string, string>) {
  const received = await send(door, { path: '/terminal/form', body: { command, answers } });
  const answer = understood(FormAnswer, received, door);
  if (answer.kind === 'refused') throw refusedBy(answer);
  return answer.parts;
}

/** What there is to choose. @throws Failure */
export async function choicesFor(
  door: Door,
  asked: { command: string; name: string; typed: string; answers: Record<string, string> },
  patienceMs?: number,
): Promise<Offered> {
  const sent = { path: '/terminal/choose', body: asked, ...(patienceMs !== undefined && { patienceMs }) };
  const answer = understood(ChoicesAnswer, await send(door, sent), door);
  if (answer.kind === 'refused') throw refusedBy(answer);
  return answer.choices;
}

/** An answer of the API, which refuses in AgentFlow's envelope. @throws Failure */
export async function api<Type>(schema: z.ZodType<Type>, door: Door, sent: Sent): Promise<Type> {
  const received = await send(door, sent);
  const refused = Envelope.safeParse(received.body);
  if (refused.success) {
    const { error, detail } = refused.data;
    throw refusedBy({ kind: 'refused', code: error, text: say`${detail}`, fields: {}, body: refused.data });
  }
  return understood(schema, received, door);
}

const Envelope = z.object({
  ok: z.literal(false),
  error: z.custom<Parameters<typeof refusedBy>[0]['code']>((name) => typeof name === 'string'),
  detail: z.string(),
});
