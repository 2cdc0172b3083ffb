import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Secret } from '../../core/secret.ts';

/** What runs there, and what is shown to it. */
interface Door {
  address: string;
  credential: Secret | undefined;
}

/** MCP over stdio, which goes on to `/mcp` of a running Botmint, or of a local workspace. */
interface Bridge {
  /** Who is there, as a sentence about it begins. */
  who: string;
  /** As it is now, for a session changes every few minutes. @throws Error with a sentence when there is none. */
  door: () => Promise<Door>;
  stdin: Readable;
  /** Nothing is written here but messages, one to a line. */
  stdout: Writable;
}

interface State extends Bridge {
  /** As the handshake settled it; later revisions say it with each message. */
  version: string | undefined;
  /** What can be called off, by the id of the request. */
  underway: Map<unknown, AbortController>;
}

type Message = Record<string, unknown>;

const VERSION = 'io.modelcontextprotocol/protocolVersion';

/** Hands each line on to the server and its answers back, until there are no more lines and all are answered. */
export async function bridge(options: Bridge): Promise<void> {
  const { stdin, stdout } = options;
  const state: State = { ...options, version: undefined, underway: new Map() };
  const pending = new Set<Promise<void>>();
  // Whoever does not read any more is not written to.
  stdout.on('error', () => stdin.destroy());
  for await (const line of createInterface({ input: stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const messages = messagesIn(line);
    const work = (
      messages ? answersTo(line, messages, state) : Promise.resolve([failure(null, NOT_JSON)])
    ).then((answers) => answers.forEach((answer) => stdout.write(`${JSON.stringify(answer)}\n`)));
    pending.add(work);
    void work.finally(() => pending.delete(work));
    // What comes after the handshake speaks the version that it settles.
    if (messages?.some(({ method }) => method === 'initialize')) await work;
  }
  await Promise.all(pending);
}

const INTERNAL_ERROR = -32_603;
const NOT_JSON = { code: -32700, message: 'This line is no JSON-RPC message.' };

async function answersTo(line: string, messages: readonly Message[], state: State): Promise<unknown[]> {
  const ids = messages
    .filter(({ id, method }) => id !== undefined && method !== undefined)
    .map(({ id }) => id);
  const off = messages.find(({ method }) => method === 'notifications/cancelled');
  // The server is between no two requests, so it is called off here.
  if (off) state.underway.get(recordIn(off['params'])['requestId'])?.abort();
  if (off && ids.length === 0) return [];
  const calledOff = new AbortController();
  for (const id of ids) state.underway.set(id, calledOff);
  try {
    const response = await post(line, headersFor(messages, state), calledOff.signal, state);
    const text = await response.text();
    if (!response.ok) return ids.map((id) => failure(id, faultIn(state, response.status, text)));
    const answers = isStream(response) ? eventsIn(text) : (messagesIn(text) ?? []);
    for (const { result } of answers) state.version = stringIn(result, 'protocolVersion') ?? state.version;
    const unanswered = ids.filter((id) => answers.every((answer) => answer['id'] !== id));
    return [...answers, ...unanswered.map((id) => failure(id, strange(state)))];
  } catch (thrown) {
    if (calledOff.signal.aborted) return [];
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return ids.map((id) => failure(id, { code: INTERNAL_ERROR, message }));
  } finally {
    for (const id of ids) state.underway.delete(id);
  }
}

/** What was refused may have been replaced meanwhile: then it is asked once more. */
async function post(
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  { door, who }: State,
): Promise<Response> {
  const first = await door();
  const response = await ask(who, first, { body, headers, signal });
  if (response.status !== 401) return response;
  const next = await door();
  return next.credential?.reveal() === first.credential?.reveal()
    ? response
    : ask(who, next, { body, headers, signal });
}

async function ask(
  who: string,
  { address, credential }: Door,
  { headers, ...sent }: { body: string; headers: Record<string, string>; signal: AbortSignal },
): Promise<Response> {
  const shown = credential && { authorization: `Bearer ${credential.reveal()}` };
  try {
    return await fetch(`${address}/mcp`, {
      method: 'POST',
      // What is shown to one server is shown to no other.
      redirect: 'error',
      headers: { ...headers, ...shown },
      ...sent,
    });
  } catch (thrown) {
    const cause =
      thrown instanceof Error && thrown.cause instanceof Error ? ` (${thrown.cause.message})` : '';
    throw new Error(`${who} does not answer at ${address}${cause}. Is it running there?`, { cause: thrown });
  }
}

/** What HTTP wants to know of a message beside its body. */
function headersFor(messages: readonly Message[], { version }: State): Record<string, string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const [{ method, params } = {}] = messages;
  const revision = stringIn(recordIn(params)['_meta'], VERSION);
  const named = stringIn(params, 'name') ?? stringIn(params, 'uri');
  if (revision === undefined)
    return version === undefined ? headers : { ...headers, 'mcp-protocol-version': version };
  return {
    ...headers,
    'mcp-protocol-version': revision,
    'mcp-method': String(method),
    ...(named !== undefined && { 'mcp-name': inHeader(named) }),
  };
}

/** As a header can hold it: what is no plain ASCII goes as base64. */
const inHeader = (text: string): string =>
  /^[!-~](?:[ -~]*[!-~])?$/.test(text) && !text.startsWith('=?base64?')
    ? text
    : `=?base64?${Buffer.from(text).toString('base64')}?=`;

const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') ?? false;

/** The messages of an event stream that has ended. */
const eventsIn = (text: string): Message[] =>
  text
    .split(/\r?\n\r?\n/)
    .map((event) => [...event.matchAll(/^data: ?(.*)$/gm)].map(([, line = '']) => line).join('\n'))
    .flatMap((data) => messagesIn(data) ?? []);

/** Undefined for what is neither a message nor several. */
function messagesIn(text: string): Message[] | undefined {
  try {
    const all: unknown[] = [JSON.parse(text)].flat();
    return all.every(isRecord) ? all : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Message => typeof value === 'object' && value !== null;

const recordIn = (value: unknown): Message => (isRecord(value) ? value : {});

function stringIn(value: unknown, name: string): string | undefined {
  const found = recordIn(value)[name];
  return typeof found === 'string' ? found : undefined;
}

const failure = (id: unknown, error: object) => ({ jsonrpc: '2.0', id, error });

const strange = ({ who }: State): object => ({
  code: INTERNAL_ERROR,
  message: `What answers there does not answer as ${who} does.`,
});

/** The server's own sentence, where it has one. */
function faultIn({ who }: State, status: number, text: string): object {
  const [{ error } = {}] = messagesIn(text) ?? [];
  if (isRecord(error)) return error;
  const named = typeof error === 'string' ? `: ${error}` : '';
  return { code: INTERNAL_ERROR, message: `${who} answered ${status}${named}.` };
}
