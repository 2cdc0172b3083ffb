import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { identify } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { demand } from '../api/method.ts';
import { logFailure } from '../failure.ts';
import { BadUpload } from '../files/body.ts';
import { typeOf } from '../files/file-type.ts';
import { receive } from '../files/receive.ts';
import { FILES_READ } from '../methods/files.ts';
import * as fileParts from '../store/file-parts.ts';
import * as files from '../store/files.ts';
import type { FileRow } from '../store/files.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';

/** Shown in a browser rather than saved: nothing of these can run there. */
const HARMLESS = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf']);

/** Where files are sent to, and where they are read. */
export function serveFiles(server: FastifyInstance, workspace: Workspace): void {
  void server.register(async (scope) => {
    // Here alone a body is not read before it is asked for, so the limit that holds elsewhere does not.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Params: { secret: string } }>('/upload/v1/:secret', async (request, reply) =>
      takeUpload(workspace, request.params.secret, request, reply),
    );
  });
  for (const path of ['/files-pri/:key/:name', '/files-pri/:key/download/:name']) {
    server.get<{ Params: { key: string } }>(path, async (request, reply) =>
      sendFile(workspace, request, reply, { saved: path.includes('/download/') }),
    );
  }
  // In Slack a file's permalink opens it in the client.
  server.get('/files/:user/:file/:name', async (_request, reply) => reply.redirect('/'));
}

/** The secret in the address is the authentication. Answers in plain text, as Slack does. */
async function takeUpload(
  workspace: Workspace,
  secret: string,
  { body, raw, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.type('text/plain; charset=utf-8');
  const stream = body instanceof Readable ? body : Readable.from([]);
  try {
    const bytes = await receive(workspace, secret, {
      body: stream,
      contentType: headers['content-type'] ?? '',
    });
    return await reply.send(`OK - ${bytes}`);
  } catch (error) {
    if (error instanceof BadUpload) return reply.code(400).send(`${error.message}\n`);
    // Whoever hung up is told nothing, and it is no failure of ours.
    if (!raw.destroyed) logFailure(workspace, 'An upload', error);
    return reply.code(500).send('The file could not be stored.\n');
  }
}

/** Without a token that may read files, Slack sends whoever asks to its sign-in, which answers with a page. */
async function sendFile(
  workspace: Workspace,
  request: FastifyRequest<{ Params: { key: string } }>,
  reply: FastifyReply,
  { saved }: { saved: boolean },
): Promise<FastifyReply> {
  const { db, team, address } = workspace;
  const [teamId, fileId = ''] = request.params.key.split('-');
  try {
    const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
    const caller = await identify(workspace, token);
    demand(caller, FILES_READ);
    const viewer = { userId: caller.userId, isBot: caller.kind === 'bot', isGuest: caller.isGuest };
    const file = teamId === team.id ? await files.findVisible(db, fileId, viewer) : undefined;
    if (!file || file.deleted_at)
      return await reply.code(404).type('text/plain').send('There is no such file.\n');
    return await reply.headers(headersOf(file, saved)).send(Readable.from(partsOf(db, file)));
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return reply.redirect(`${address.url}/?redir=${encodeURIComponent(request.url)}`);
  }
}

/** What somebody uploaded is never a page of ours: it is saved, or shown where nothing in it runs. */
function headersOf({ name, filetype, size }: FileRow, saved: boolean): Record<string, string> {
  const { mimetype, family } = typeOf(filetype);
  const shown = family === 'text' ? 'text/plain; charset=utf-8' : mimetype;
  const inline = !saved && (family === 'text' || HARMLESS.has(mimetype));
  const plain = name.replaceAll(/[^\w .()-]/g, '_');
  const way = inline ? 'inline' : 'attachment';
  return {
    'content-type': shown,
    'content-length': String(size),
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': `${way}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
}

async function* partsOf(db: Database, { id }: FileRow): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const part = await fileParts.find(db, id, position);
    if (!part) return;
    yield part;
  }
}
