import type { FastifyInstance } from 'fastify';
import { SlackError } from '../api/error.ts';
import { parseJson } from '../api/request.ts';
import { logFailure } from '../failure.ts';
import { answerAt } from '../conversations/response-url.ts';
import type { Workspace } from '../workspace.ts';

const STATUS: Partial<Record<string, number>> = { expired_url: 404, used_url: 404, internal_error: 500 };

/** Where apps answer later: the addresses that went out as `response_url`. The secret in them is the authentication. */
export function serveResponses(server: FastifyInstance, workspace: Workspace): void {
  for (const folder of ['commands', 'actions', 'app']) {
    server.post<{ Params: { team: string; secret: string } }>(
      `/${folder}/:team/:secret`,
      async (request, reply) => {
        try {
          const body = Buffer.isBuffer(request.body) ? parseJson(request.body.toString('utf8')) : undefined;
          await answerAt(workspace, request.params.secret, body);
          await reply.type('text/html').send('ok');
        } catch (error) {
          const known = error instanceof SlackError;
          if (!known) logFailure(workspace, 'A response_url', error);
          const code = known ? error.code : 'internal_error';
          await reply.code(STATUS[code] ?? 400).send({ ok: false, error: code, ...(known && error.details) });
        }
      },
    );
  }
}
