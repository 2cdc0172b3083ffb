import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { carryOut } from '../api/carry-out.ts';
import { identify } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { serverFor } from '../mcp/server.ts';
import { unixSeconds } from '../stamps.ts';
import type { Workspace } from '../workspace.ts';
import { isOwnOrigin } from './guard.ts';

const LONGEST_BODY = 1_000_000;

/**
 * MCP over streamable HTTP at `/mcp`, with a token of the workspace as bearer. No request knows of another, so what is
 * revoked is dead at once.
 */
export function serveMcp(server: FastifyInstance, workspace: Workspace): void {
  server.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    handler: async (request, reply) => {
      if (!isOwnOrigin(request, workspace.address))
        return reply.code(403).send({ ok: false, error: 'invalid_origin' });
      const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
      try {
        const { kind, scopes } = await identify(workspace, token);
        const call = async (method: string, input: Record<string, unknown>) =>
          (await carryOut(workspace, method, async () => ({ token, arguments: input }))).answer;
        const seconds = (): number => unixSeconds(workspace.clock.now());
        return await serve(workspace, request, reply, () => serverFor({ kind, scopes, call, seconds }));
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
        return reply
          .code(401)
          .header('www-authenticate', challenge(error.code))
          .send({ ok: false, error: error.code });
      }
    },
  });
}

/** RFC 6750: a token that is not good is told from one that is not there. */
const challenge = (code: string): string =>
  code === 'not_authed' ? 'Bearer' : `Bearer error="invalid_token", error_description="${code}"`;

async function serve(
  { address, log }: Workspace,
  request: FastifyRequest,
  reply: FastifyReply,
  make: () => ReturnType<typeof serverFor>,
): Promise<FastifyReply> {
  const { fetch } = createMcpHandler(make, {
    maxRequestBodySize: LONGEST_BODY,
    // A stream that stays open would outlive its token.
    maxSubscriptions: 0,
    onerror: (fault) => log.warn(`MCP: ${fault.name}.`),
  });
  const headers = Object.entries(request.headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  const body = Buffer.isBuffer(request.body) ? { body: request.body.toString('utf8') } : {};
  const response = await fetch(
    new Request(`${address.url}/mcp`, { method: request.method, headers, ...body }),
  );
  return reply
    .code(response.status)
    .headers(Object.fromEntries(response.headers))
    .send(await response.text());
}
