import { z } from 'zod';

/** The workspace's refusal: `error.message` is its code, as `operation_timeout`. */
export class Refusal extends Error {
  readonly answer: Record<string, unknown>;

  constructor(answer: Record<string, unknown>) {
    super(String(answer['error']));
    this.answer = answer;
  }
}

/** Any method, with a JSON body. Throws a `Refusal` unless it answers `ok`. */
export async function call<Answered extends object = Record<string, unknown>>(
  url: string,
  method: string,
  body: Record<string, unknown>,
  token?: string,
): Promise<Answered> {
  const response = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const answer = z.looseObject({ ok: z.boolean() }).parse(await response.json());
  if (!answer.ok) throw new Refusal(answer);
  return z.custom<Answered>().parse(answer);
}
