import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Inbox } from '../../core/matrix.ts';
import type { Log } from '../../core/ports.ts';
import { Secret } from '../../core/secret.ts';
import { isSame } from '../../core/tokens.ts';
import type { Mount } from '../mount.ts';
import type { Pinging } from './pinging.ts';
import type { Underway } from '../underway.ts';
import { Event } from './answers.ts';

/** More than a homeserver sends at once: what is refused for its size comes again for ever, and nothing after it. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Answer {
  status: number;
  body: object;
}

interface Needs {
  inbox: Inbox;
  /** By which the homeserver is known (`hs_token`). */
  token: Secret;
  /** What it says is not kept, for it may show a token; where it is and is not, is. */
  self: string;
  pinging: Pinging;
  underway: Underway;
  log: Log;
}

const Transaction = z.object({ events: z.array(z.unknown()) });

/** What a homeserver asks of its application service (Matrix application service API v1). */
export function matrixMounts(needs: Needs): Mount[] {
  const mount = (path: string, answer: (request: IncomingMessage) => Promise<Answer>): Mount => ({
    path: `/_matrix/app/v1/${path}`,
    takesAll: true,
    isForeign: true,
    listener: (request, response) =>
      void needs.underway.finish(
        admitted(request, needs, answer).then((answered) => send(response, answered)),
      ),
  });
  return [
    mount('transactions/:txn', async (request) => take(request, needs)),
    mount('ping', async (request) => arrived(request, needs)),
    // Every user and room of ours is made before it is spoken of.
    mount('users/:user', async () => UNKNOWN),
    mount('rooms/:alias', async () => UNKNOWN),
  ];
}

const Ping = z.object({ transaction_id: z.string().optional() });

const OK: Answer = { status: 200, body: {} };
const UNKNOWN = refusal(404, 'M_NOT_FOUND', 'There is none of that name here.');

/** Of one that says whose it is, only ours has arrived. */
async function arrived(request: IncomingMessage, { pinging }: Needs): Promise<Answer> {
  const { transaction_id: id } = Ping.safeParse(await jsonOf(request)).data ?? {};
  return id === undefined || pinging.isOurs(id)
    ? OK
    : refusal(403, 'M_FORBIDDEN', 'This is the ping of another Botmint.');
}

async function admitted(
  request: IncomingMessage,
  { token, log }: Needs,
  answer: (request: IncomingMessage) => Promise<Answer>,
): Promise<Answer> {
  const presented = bearerIn(request.headers);
  if (presented === undefined)
    return refusal(401, 'M_UNAUTHORIZED', 'The homeserver sends its hs_token as bearer.');
  if (!isSame(presented, token))
    return refusal(403, 'M_FORBIDDEN', 'This is not the hs_token of the registration.');
  return answer(request).catch((error: unknown) => {
    log.error(`What the homeserver told could not be kept; it will tell it again: ${String(error)}`);
    return refusal(500, 'M_UNKNOWN', 'It could not be kept. Tell it again.');
  });
}

async function take(request: IncomingMessage, { inbox, self, log }: Needs): Promise<Answer> {
  if (request.method !== 'PUT') return refusal(405, 'M_UNRECOGNIZED', 'A transaction is sent by PUT.');
  const body = Transaction.safeParse(await jsonOf(request));
  if (!body.success) return refusal(400, 'M_BAD_JSON', 'A transaction is {"events": […]}.');
  const events = body.data.events.flatMap((event) => Event.loose().safeParse(event).data ?? []);
  const unread = body.data.events.length - events.length;
  // Told again they would be as little an event, and all that comes after would wait for them.
  if (unread > 0)
    log.warn(`${unread} of the events that the homeserver told are none, and were passed over.`);
  await inbox.keep(events.filter(({ sender, type }) => sender !== self || type === 'm.room.member'));
  return OK;
}

/** What it holds as JSON; undefined for what is none. @throws Error for more than anybody sends. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(z.instanceof(Uint8Array).parse(chunk));
    size += bytes.length;
    if (size > MOST_BYTES) throw new Error(`a transaction of more than ${MOST_BYTES} bytes`);
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

function bearerIn({ authorization }: IncomingHttpHeaders): Secret | undefined {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? undefined : new Secret(token);
}

function refusal(status: number, errcode: string, error: string): Answer {
  return { status, body: { errcode, error } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
