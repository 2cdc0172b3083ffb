import type { FastifyInstance } from 'fastify';
import { type ErrorCode, SlackError } from '../api/error.ts';
import { parseJson } from '../api/request.ts';
import { logFailure } from '../failure.ts';
import { answerAt } from '../conversations/response-url.ts';
import { outlineOf } from '../traffic.ts';
import type { Workspace } from '../workspace.ts';

const STATUS: Partial<Record<string, number>> = { expired_url: 404, used_url: 404, internal_error: 500 };

/** Where apps answer later: the addresses that went out as `response_url`. The secret in them is the authentication. */
export function serveResponses(server: FastifyInstance, workspace: Workspace): void {
  for (const folder of ['commands', 'actions', 'app']) {
    server.post<{ Params: { team: string; secret: string } }>(
      `/${folder}/:team/:secret`,
      async (request, reply) => {
        const ended = workspace.traffic.begin({ direction: 'in', name: 'response_url', by: 'http' });
        const body = Buffer.isBuffer(request.body) ? parseJson(request.body.toString('utf8')) : undefined;
        const by = { app_id: null, user_id: null };
        const refused = await answerAt(workspace, request.params.secret, body, by).then(
          () => undefined,
          (error: unknown) => refusal(workspace, error),
        );
        const status = refused ? (STATUS[refused.error] ?? 400) : 200;
        const sent = outlineOf(typeof body === 'object' && body ? { ...body } : {});
        ended({ ...by, status, error: refused?.error ?? null, sent });
        if (refused) await reply.code(status).send(refused);
        else await reply.type('text/html').send('ok');
      },
    );
  }
}

function refusal(workspace: Workspace, error: unknown): { ok: false; error: ErrorCode } {
  if (error instanceof SlackError) return { ok: false, error: error.code, ...error.details };
  logFailure(workspace, 'A response_url', error);
  return { ok: false, error: 'internal_error' };
}
