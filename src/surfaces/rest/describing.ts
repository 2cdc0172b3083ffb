import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../commands/execute.ts';
import type { OwnAddress } from '../own-address.ts';
import { compact } from './openapi/compact.ts';
import { documentOf } from './openapi/document.ts';
import { referencePage } from './openapi/page.ts';

/** The headers of a page without scripts. */
export const PAGE = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
};

/** What can be asked, for machines at `/openapi.json` and for people at `/reference`. */
export function addOpenapi(server: FastifyInstance, { commands }: Deps, own: OwnAddress): void {
  /** By the name that this server is called by; there are few, others are not answered. */
  const written = new Map<string, { text: string; tag: string }>();
  const documentFor = (origin: string) => {
    const known = written.get(origin);
    if (known) return known;
    const text = JSON.stringify(compact(documentOf(commands, origin)));
    const made = { text, tag: `"${hash('sha256', text, 'base64url').slice(0, 22)}"` };
    written.set(origin, made);
    return made;
  };
  server.get('/openapi.json', async (request, reply) => {
    const { text, tag } = documentFor(own.originFor(request.headers));
    reply.headers({ etag: tag, 'cache-control': 'no-cache', vary: 'host' });
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(text);
  });
  let page: string | undefined;
  server.get('/reference', async (_request, reply) => {
    page ??= referencePage(documentOf(commands, ''));
    return reply.headers(PAGE).send(page);
  });
}
