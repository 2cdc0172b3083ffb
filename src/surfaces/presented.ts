import type { IncomingHttpHeaders } from 'node:http';
import type { Presented } from '../commands/actors.ts';

/** The cookie in which a member's session comes (AgentFlow). */
const COOKIE = /(?:^|;)\s*af_session=([^;]*)/;

/** Who a request over HTTP says it comes from: AgentFlow's header, a bearer (RFC 6750), or the cookie of a session. */
export function presentedIn({ authorization, cookie, ...headers }: IncomingHttpHeaders): Presented {
  const own = headers['x-agentflow-bot-token'];
  const [, bearer = authorization] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  const [, session] = COOKIE.exec(cookie ?? '') ?? [];
  return { token: own === undefined ? undefined : String(own).trim(), bearer, session: session?.trim() };
}
