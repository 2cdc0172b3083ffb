import type { IncomingHttpHeaders } from 'node:http';
import type { Presented } from '../commands/actors.ts';
import { Secret } from '../core/secret.ts';
import { keyOf } from '../core/tokens.ts';

/** The cookie in which a member's session comes (AgentFlow). */
const COOKIE = /(?:^|;)\s*af_session=([^;]*)/;

const BEARER = /^Bearer +(\S+) *$/i;

/** Who a request over HTTP says it comes from: AgentFlow's header, a bearer (RFC 6750), or the cookie of a session. */
export function presentedIn(headers: IncomingHttpHeaders): Presented {
  const { authorization, cookie, 'x-agentflow-bot-token': own } = headers;
  return {
    token: own === undefined ? undefined : String(own).trim(),
    bearer: authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? authorization),
    session: cookie === undefined ? undefined : COOKIE.exec(cookie)?.[1]?.trim(),
  };
}

/** By what a token is kept that may be a bot's; undefined where none is presented. */
export function keyIn({ token, bearer }: Presented): string | undefined {
  const presented = token ?? bearer;
  return presented === undefined ? undefined : keyOf(new Secret(presented));
}
