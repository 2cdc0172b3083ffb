import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import type { Answer } from '../api/method.ts';
import { serverFor } from './server.ts';

/** Where a workspace is, and as whom it is asked. */
interface Door {
  url: string;
  token: string;
  stdin: Readable;
  stdout: Writable;
  seconds: () => number;
}

const AuthTest = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  bot_id: z.string().optional(),
});

/** MCP over stdio: the same tools, which call the workspace over HTTP. Resolves when no more can be asked. @throws a sentence where the token is not good or nobody answers */
export async function serveStdio({ url, token, stdin, stdout, seconds }: Door): Promise<void> {
  const { answer, scopes } = await ask(url, token, 'auth.test', {});
  const who = AuthTest.parse(answer);
  if (!who.ok) throw new Error(`The workspace at ${url} does not take this token: ${who.error ?? ''}.`);
  const call = async (method: string, input: Record<string, unknown>) =>
    (await ask(url, token, method, input)).answer;
  const kind = who.bot_id === undefined ? 'user' : 'bot';
  const server = serverFor({ kind, scopes, call, seconds });
  const ended = new Promise<void>((resolve) => {
    stdin.once('end', resolve);
    stdin.once('close', resolve);
  });
  await server.connect(new StdioServerTransport(stdin, stdout));
  await ended;
  await server.close();
}

async function ask(
  url: string,
  token: string,
  method: string,
  input: Record<string, unknown>,
): Promise<{ answer: Answer; scopes: string[] }> {
  const response = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  }).catch((cause: unknown) => {
    throw new Error(`No workspace answers at ${url}. botmint clone status says which are running.`, {
      cause,
    });
  });
  const answer = z.record(z.string(), z.unknown()).parse(await response.json());
  const scopes = response.headers.get('x-oauth-scopes') ?? '';
  return { answer, scopes: scopes.split(',').filter((scope) => scope !== '') };
}
