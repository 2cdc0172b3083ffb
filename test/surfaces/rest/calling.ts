import type { Running } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { answerTo, tokenIn } from '../slack/asking.ts';

/** What the API answered. */
export interface Answered {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

interface Call {
  token?: string;
  headers?: Record<string, string>;
  /** Sent as JSON; text is sent as it is. */
  body?: unknown;
}

/** One call as a bot makes it: `GET /api/v1/bots/me`. */
export async function call(
  { api }: Running,
  asked: string,
  { token, headers, body }: Call = {},
): Promise<Answered> {
  const [method = '', path = ''] = asked.split(' ');
  const response = await fetch(api + path, {
    method,
    headers: {
      ...(token !== undefined && { 'x-agentflow-bot-token': token }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }) as Record<
      string,
      unknown
    >,
  };
}

/** A token that this person issues in the chat. */
export async function issue(person: Person, typed: string): Promise<{ token: string; id: string }> {
  const answer = await answerTo(person, `/tokens issue ${typed}`);
  const [, id = ''] = /Its id is `([0-9a-f]{8})`/.exec(JSON.stringify(answer)) ?? [];
  return { token: tokenIn(answer), id };
}
