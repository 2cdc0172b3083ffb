/** Asks the workspace. What comes back is its answer or a failure with a code: nothing here throws. */
import type { Failure } from './failure.ts';

/** A client's own method: JSON. */
export function ask<T extends { ok: true }>(
  method: string,
  question: object,
  token?: string,
): Promise<T | Failure> {
  return send<T>(method, 'application/json; charset=utf-8', JSON.stringify(question), token);
}

/** A method of the public Web API: a form, as every one of them takes. */
export function askWeb<T extends { ok: true }>(
  method: string,
  question: Record<string, string>,
  token: string,
): Promise<T | Failure> {
  const form = new URLSearchParams(question).toString();
  return send<T>(method, 'application/x-www-form-urlencoded', form, token);
}

async function send<T>(method: string, type: string, body: string, token?: string): Promise<T | Failure> {
  const headers = {
    'content-type': type,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  try {
    const response = await fetch(`/api/${method}`, { method: 'POST', headers, body });
    if (response.status === 429) {
      return { ok: false, error: 'ratelimited', wait: Number(response.headers.get('retry-after') ?? 1) };
    }
    if (!response.ok) return { ok: false, error: 'internal_error' };
    const answer: T | Failure = await response.json();
    return answer;
  } catch {
    return { ok: false, error: 'unreachable' };
  }
}

/** A file of the workspace, by the page's own address, however the workspace calls itself. */
export async function fetchBlob(url: string, token: string): Promise<Blob | null> {
  try {
    const { pathname, search } = new URL(url, location.href);
    const response = await fetch(pathname + search, { headers: { authorization: `Bearer ${token}` } });
    // Whoever may not read it is sent to the page itself.
    return response.ok && !response.redirected ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** A token that the workspace does not take any more: signing in again gives another. */
export const isSignedOut = (answer: { ok: true } | Failure): boolean =>
  !answer.ok &&
  ['invalid_auth', 'not_authed', 'token_expired', 'token_revoked', 'account_inactive'].includes(answer.error);
