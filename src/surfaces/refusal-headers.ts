import type { AppError, ErrorCode } from '../core/errors.ts';

/** Nothing that counts was presented. */
const NOBODY = new Set<ErrorCode>(['missing_bot_token', 'unauthenticated']);

/** Waiting alone does not help. */
const LASTING = new Set<ErrorCode>(['no_homeserver']);

/**
 * RFC 6750 for 401 and missing scopes; AgentFlow's second for a full one, or what a homeserver says. `metadata` is where a client finds what is
 * asked for (RFC 9728).
 */
export function refusalHeaders(
  { code, scope, retryAfter = 1 }: AppError,
  status: number,
  metadata?: string,
): Record<string, string> {
  if (LASTING.has(code)) return {};
  if (status === 429 || status === 503) return { 'retry-after': String(retryAfter) };
  if (status !== 401 && code !== 'missing_scope') return {};
  const parts = [
    ...(metadata === undefined ? [] : [`resource_metadata="${metadata}"`]),
    ...(code === 'missing_scope' ? ['error="insufficient_scope"', `scope="${scope ?? ''}"`] : []),
    ...(status === 401 && !NOBODY.has(code) ? ['error="invalid_token"'] : []),
  ];
  return { 'www-authenticate': ['Bearer', parts.join(', ')].filter((part) => part !== '').join(' ') };
}
