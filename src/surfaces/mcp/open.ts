import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { ofPresented } from '../../commands/actors.ts';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import type { Actor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { say } from '../../core/text.ts';
import { MAX_BODY } from '../body-limit.ts';
import type { Mount } from '../mount.ts';
import type { OwnAddress } from '../own-address.ts';
import { presentedIn } from '../presented.ts';
import type { Underway } from '../underway.ts';
import { bodyOf, messagesIn } from './body.ts';
import { MCP_PATH, METADATA_PATHS, metadataOf } from './metadata.ts';
import { type Answer, refusal } from './refusals.ts';
import { serverFor } from './server.ts';
import { Tally } from './tally.ts';
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
  const tally = new Tally(deps.limits);
  try {
    refuseForeign(headers.origin, own);
    // A cookie is sent by a browser whatever page asks for it, so none counts here.
    const { token, bearer } = presentedIn(headers);
    const actor = await ofPresented({ token, bearer }, { surface: 'mcp', address }, deps);
    await tally.count(actor);
    const body = await bodyOf(request);
    await tally.count(actor, messagesIn(body) - 1);
    const asked = { method, headers: headersOf(headers), signal, ...(method === 'POST' && { body }) };
    const served = await serve(new Request(origin + MCP_PATH, asked), actor, tools(), tally.counted(deps));
    return withHeaders(served, tally.headers());
  } catch (thrown) {
    // Broken off by its caller, it is answered to nobody, and no fault of ours.
    if (signal.aborted) return { status: 400, headers: {}, body: '' };
    return withHeaders(refusal(refusalOf(thrown, deps), origin + METADATA_PATHS[0]), tally.headers());
  }
}

const withHeaders = (answered: Answer, more: Record<string, string>): Answer => ({
  ...answered,
  headers: { ...answered.headers, ...more },
});

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
