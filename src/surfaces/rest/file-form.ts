import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Command } from '../../commands/declare.ts';
import { inputsOf } from '../../commands/declared.ts';
import { MOST_FILE_BYTES } from '../../commands/room-inputs.ts';
import { MAX_BODY } from '../body-limit.ts';

/** The input of a command that is a file. */
const fileOf = (command: Command | undefined): string | undefined =>
  command && inputsOf(command).find(({ file }) => file)?.name;

/** What the body may have, in bytes: with a file in base64, which makes four of three. */
export const bodyLimitOf = (command: Command): number =>
  fileOf(command) === undefined ? MAX_BODY : Math.ceil(MOST_FILE_BYTES / 3) * 4 + MAX_BODY;

/** As a browser, curl and clients of Telegram send a file (RFC 7578), where a command takes one. */
export function addFileForms(server: FastifyInstance): void {
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const name = fileOf(request.routeOptions.config.command);
      if (name === undefined) throw unread('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415);
      return inputIn(await formOf(request, body), name);
    },
  );
}

async function formOf({ headers }: FastifyRequest, body: Buffer): Promise<FormData> {
  const type = headers['content-type'] ?? '';
  try {
    return await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw unread('INVALID_FORM', 400);
  }
}

/** Its fields as JSON has them; the one file is whatever it is called, as `photo` and `document`. */
async function inputIn(form: FormData, name: string): Promise<Record<string, string>> {
  const input: Record<string, string> = {};
  for (const [field, value] of form) {
    const key = typeof value === 'string' ? field : name;
    if (Object.hasOwn(input, key)) throw unread('INVALID_FORM', 400);
    if (typeof value === 'string') {
      input[key] = value;
      continue;
    }
    input[key] = Buffer.from(await value.arrayBuffer()).toString('base64');
    if (value.name !== '' && !form.has('file_name')) input['file_name'] = value.name;
  }
  return input;
}

/** As Fastify says that it could not read a body. */
const unread = (code: string, statusCode: number): Error =>
  Object.assign(new Error(code), { code, statusCode });
