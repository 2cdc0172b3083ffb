import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { ofPresented } from '../../commands/actors.ts';
import type { Deps } from '../../commands/execute.ts';
import { refuseOver } from '../../commands/limits.ts';
import { refusalOf } from '../../commands/refusal.ts';
import type { Actor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { say } from '../../core/text.ts';
import { MAX_BODY, TOO_LARGE } from '../body-limit.ts';
import type { Mount } from '../mount.ts';
import type { OwnAddress } from '../own-address.ts';
import { presentedIn } from '../presented.ts';
import type { Underway } from '../underway.ts';
import { MCP_PATH, METADATA_PATHS, metadataOf } from './metadata.ts';
import { type Answer, refusal } from './refusals.ts';
import { serverFor } from './server.ts';
import { type Tools, toolsOf } from './tools.ts';

export interface McpOptions {
  deps: Deps;
  underway: Underway;
  own: OwnAddress;
}

/**
 * MCP over streamable HTTP. No request knows of another: whoever has a token is asked for it each time, so what is
 * revoked is dead at once, and any process answers.
 */
export function openMcp(options: McpOptions): Mount[] {
  // Made when they are asked for first: a start does not wait for that.
  let made: Tools | undefined;
  const tools = (): Tools => (made ??= toolsOf(options.deps.commands));
  const listener: Mount['listener'] = (request, response, address) =>
    void options.underway.finish(
      answer(request, address, tools, options, goneWith(response)).then((answered) =>
        send(response, answered),
      ),
    );
  return [
    { path: MCP_PATH, takesAll: true, listener },
    ...METADATA_PATHS.map((path) => ({
      path,
      takesAll: true,
      listener: ({ headers }: IncomingMessage, response: ServerResponse) =>
        send(response, metadataAnswer(options.own.originFor(headers))),
    })),
  ];
}

async function answer(
  request: IncomingMessage,
  address: string,
  tools: () => Tools,
  options: McpOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const { deps, own } = options;
  const { headers, method = 'GET' } = request;
  const origin = own.originFor(headers);
  try {
    refuseForeign(headers.origin, own);
    // A cookie is sent by a browser whatever page asks for it, so none counts here.
    const { token, bearer } = presentedIn(headers);
    const actor = await ofPresented({ token, bearer }, { surface: 'mcp', address }, deps);
    const body = await bodyOf(request);
    await count(body, actor, deps);
    const asked = { method, headers: headersOf(headers), signal, ...(method === 'POST' && { body }) };
    return await serve(new Request(origin + MCP_PATH, asked), actor, tools(), deps);
  } catch (thrown) {
    // Broken off by its caller, it is answered to nobody, and no fault of ours.
    if (signal.aborted) return { status: 400, headers: {}, body: '' };
    return refusal(refusalOf(thrown, deps), origin + METADATA_PATHS[0]);
  }
}

async function serve(request: Request, actor: Actor, tools: Tools, deps: Deps): Promise<Answer> {
  const faults: Error[] = [];
  const { fetch } = createMcpHandler(() => serverFor(actor, tools, deps), {
    maxRequestBodySize: MAX_BODY,
    // A stream that stays open would outlive its token.
    maxSubscriptions: 0,
    onerror: (fault) => faults.push(fault),
  });
  const response = await fetch(request);
  const { status } = response;
  if (status >= 500) deps.log.error(`MCP answered ${status}: ${faults.map(String).join('; ')}`);
  const headers = Object.fromEntries(response.headers);
  if (status === 405) headers['allow'] = 'POST';
  return { status, headers, body: await response.text() };
}

/** @throws AppError for a page of somebody else, who may have had a name of theirs lead here. */
function refuseForeign(origin: string | undefined, own: OwnAddress): void {
  if (own.isOurs(origin)) return;
  throw new AppError('forbidden_origin', say`This is not for pages of other origins than Botmint's own.`);
}

/** @throws AppError payload_too_large. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(z.instanceof(Uint8Array).parse(chunk));
    size += bytes.length;
    if (size > MAX_BODY) break;
    chunks.push(bytes);
  }
  if (size > MAX_BODY) {
    // The rest is let go of, so that whoever is still sending it hears the answer.
    request.resume();
    throw new AppError('payload_too_large', TOO_LARGE);
  }
  return Buffer.concat(chunks).toString();
}

const Asked = z.object({ id: z.union([z.string(), z.number()]), method: z.string() });

/** These are counted by the command that each of them asks. */
const COUNTED = new Set(['tools/call', 'resources/read']);

/** Counts each request of a body against the bot's second. @throws AppError rate_limited. */
async function count(body: string, actor: Actor, deps: Deps): Promise<void> {
  const messages = parsed(body);
  const requests = messages?.flatMap((message) => Asked.safeParse(message).data ?? []) ?? [undefined];
  for (const request of requests)
    if (!request || !COUNTED.has(request.method)) refuseOver(await deps.limits.count(actor));
}

/** Undefined for what is not JSON. */
function parsed(body: string): unknown[] | undefined {
  try {
    return z
      .array(z.unknown())
      .or(z.unknown().transform((message) => [message]))
      .parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  const all = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  return new Headers(all);
}

/** Aborted when the caller has gone, so that nothing waits for an answer which nobody reads. */
function goneWith(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

const metadataAnswer = (origin: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(metadataOf(origin)),
});

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'cache-control': 'no-store' }).end(body);
}
