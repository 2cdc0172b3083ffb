import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { SOCKET_PATH } from '../http/socket-path.ts';

/** The address of a socket, for one connection within 30 s. */
export const appsConnectionsOpen = defineMethod({
  name: 'apps.connections.open',
  tier: 't3',
  scopes: { app: ['connections:write'] },
  headerOnly: true,
  input: z.object({}),
  async run({ workspace: { sockets, address }, caller }) {
    if (caller.appId === null) throw new SlackError('not_allowed_token_type');
    const url = new URL(SOCKET_PATH, address.url.replace(/^http/, 'ws'));
    url.search = new URLSearchParams({
      ticket: sockets.makeTicket(caller.appId),
      app_id: caller.appId,
    }).toString();
    return { url: url.href };
  },
});
