import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { CloneError } from '../clone-error.ts';
import { COMMANDS } from '../commands/index.ts';
import { describe } from '../failure.ts';
import type { Host } from './host.ts';

/** What the command line asks. `folder` is where it was typed, for paths that begin there. */
const Asked = z.strictObject({
  command: z.string(),
  input: z.record(z.string(), z.string()),
  confirmed: z.boolean(),
  folder: z.string().refine(isAbsolute),
});

const LONGEST_BODY = 64_000;

/** Of this machine alone, whatever address Botmint itself is reached at. */
const HERE = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

interface Doorkeeper {
  host: Host;
  /** Whether it is the operator's token. */
  isOperator(this: void, token: string): boolean;
}

/** Answers the command line over HTTP. It is told nothing but to whoever can read what the operator can. */
export function openDoor({ host, isOperator }: Doorkeeper) {
  return (request: IncomingMessage, response: ServerResponse, address: string): void => {
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!HERE.has(address) || token === undefined || !isOperator(token)) {
      request.resume();
      const detail = 'Only the operator of this machine is answered here.';
      return send(response, 401, { ok: false, error: 'NOT_THE_OPERATOR', detail });
    }
    void answer(host, request).then(
      (said) => send(response, 200, { ok: true, ...said }),
      (error: unknown) => refuse(host, response, error),
    );
  };
}

async function answer(host: Host, request: IncomingMessage) {
  const asked = Asked.safeParse(parse(await readBody(request)));
  if (!asked.success)
    throw new CloneError(
      'INVALID_INPUT',
      'The command line and Botmint do not understand each other. Bring both to one version.',
    );
  const { command: name, input, confirmed, folder } = asked.data;
  const command = COMMANDS.find((each) => each.name === name);
  if (!command)
    throw new CloneError(
      'INVALID_INPUT',
      `There is no command clone ${name}. \`botmint help clone\` shows them.`,
    );
  return command.ask(host, withPaths(input, folder), confirmed);
}

/** A fixture that is a file is named from where whoever asks is. */
function withPaths(input: Record<string, string>, folder: string): Record<string, string> {
  const paths = Object.entries(input).filter(
    ([name, value]) => ['seed', 'fixture'].includes(name) && /[/\\]|\.(json|ya?ml)$/i.test(value),
  );
  return { ...input, ...Object.fromEntries(paths.map(([name, value]) => [name, resolve(folder, value)])) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    text += String(part);
    if (text.length > LONGEST_BODY)
      throw new CloneError('INVALID_INPUT', 'That is too long to be a command.');
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What nobody threw on purpose is told without its message, which may hold what was asked. */
function refuse({ ground }: Host, response: ServerResponse, error: unknown): void {
  if (error instanceof CloneError) {
    send(response, 200, { ok: false, error: error.code, detail: error.message });
    return;
  }
  ground.log.error(`A command of the clones failed: ${describe(error)}`);
  const detail = 'Something went wrong on our side. What was said about it is where Botmint was started.';
  send(response, 500, { ok: false, error: 'INTERNAL_ERROR', detail });
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
