import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, identify } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { demand } from '../api/method.ts';
import { viewForPerson } from '../blocks/shown-view.ts';
import type { Window } from '../events.ts';
import { CLIENT } from '../methods/client.ts';
import type { Workspace } from '../workspace.ts';
import { readRequest } from './api.ts';

/** `GET /api/client.events`: what happens in the workspace, for as long as the window is open. */
export function serveStream(server: FastifyInstance, workspace: Workspace): void {
  server.get('/api/client.events', async (request, reply) => {
    reply.header('x-accepted-oauth-scopes', CLIENT.user.join(','));
    try {
      const call = await readRequest(request);
      const caller = await identify(workspace, call.token);
      demand(caller, CLIENT);
      open(workspace, caller, request, reply);
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      await reply.send({ ok: false, error: error.code, ...error.details });
    }
  });
}

function open(workspace: Workspace, caller: Caller, request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = reply;
  // From here on the answer is ours: the framework would end it.
  reply.hijack();
  // Who left while the token was looked up says so no more, and would be taken for somebody who reads.
  if (raw.destroyed) return;
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const window: Window = {
    key: caller.tokenHash.toString('hex'),
    userId: caller.userId,
    expiresAt: caller.expiresAt,
    write(text) {
      // An ended window may still be told the rest of what it missed; writing then would be an error of the process.
      if (!raw.writableEnded) raw.write(text);
      return raw.writableLength;
    },
    end() {
      raw.end();
    },
  };
  raw.on('close', () => workspace.events.leave(window));
  workspace.events.join(window, lastSeen(request));
  // A home tab stays between visits, and there is no method to read it with.
  for (const home of workspace.views.homes(caller.userId)) {
    workspace.events.tellWindow(window, { type: 'home_published', view: viewForPerson(home) });
  }
}

/** Whatever is no id of ours counts as a window that is new. */
function lastSeen(request: FastifyRequest): number | undefined {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : undefined;
}
