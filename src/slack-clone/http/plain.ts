import type { FastifyInstance } from 'fastify';
import type { Answer } from '../api/method.ts';
import type { Workspace } from '../workspace.ts';
import { askedBy, hangUp } from './api.ts';

/** A path for who has no Slack client: it asks a method, and answers with what matters of what that says. */
interface Plain {
  verb: 'GET' | 'POST';
  path: string;
  method: string;
  /** The field of the answer that is given. */
  field: string;
}

const PLAIN: Plain[] = [
  { verb: 'GET', path: '/api/channels', method: 'conversations.list', field: 'channels' },
  { verb: 'GET', path: '/api/users', method: 'users.list', field: 'members' },
  { verb: 'GET', path: '/api/messages', method: 'conversations.history', field: 'messages' },
  { verb: 'POST', path: '/api/messages', method: 'chat.postMessage', field: 'message' },
];

/** Everything else that a caller can mend is 400. */
const STATUS = new Map<unknown, number>([
  ...['not_authed', 'invalid_auth', 'token_revoked', 'token_expired', 'account_inactive'].map(
    (code) => [code, 401] as const,
  ),
  ...['missing_scope', 'not_allowed_token_type', 'not_in_channel', 'is_archived'].map(
    (code) => [code, 403] as const,
  ),
  ...['channel_not_found', 'thread_not_found', 'user_not_found'].map((code) => [code, 404] as const),
  ['ratelimited', 429],
  ['internal_error', 500],
]);

/**
 * Plain paths beside the methods, under the same scopes and limits. They answer with a list or an object as it is, and
 * refuse with an HTTP status and Slack's `{ ok: false, error }`. Where there is more, `x-next-cursor` has the cursor.
 */
export function servePlain(server: FastifyInstance, workspace: Workspace): void {
  for (const { verb, path, method, field } of PLAIN) {
    server.route({
      method: verb,
      url: path,
      handler: async (request, reply) => {
        const { answer, status } = await askedBy(request, reply, workspace, method);
        if (status === null) return hangUp(reply);
        if (answer['ok'] !== true) return reply.code(STATUS.get(answer['error']) ?? 400).send(answer);
        const next = nextCursor(answer);
        if (next !== '') reply.header('x-next-cursor', next);
        return reply.code(verb === 'POST' ? 201 : 200).send(answer[field]);
      },
    });
  }
}

function nextCursor({ response_metadata: page }: Answer): string {
  const found = typeof page === 'object' && page !== null && 'next_cursor' in page ? page.next_cursor : '';
  return typeof found === 'string' ? found : '';
}
