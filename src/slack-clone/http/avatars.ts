import type { FastifyInstance } from 'fastify';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';

/** Of a circle, so that neighbours differ and white is read on each of them. */
const COLOURS = ['#0b5f5a', '#7a3b8f', '#1f5fa8', '#9a4a12', '#3f6b1f', '#a1304f', '#4a4fa3', '#5b5b5b'];

/** Everybody's picture: their initials. The addresses are those in their profiles. */
export function serveAvatars(server: FastifyInstance, { db }: Workspace): void {
  server.get<{ Params: { file: string } }>('/avatars/:file', async (request, reply) => {
    const [, id, size] = /^([A-Z0-9]{1,20})-(24|32|36|48|72|192|512)\.svg$/.exec(request.params.file) ?? [];
    const found = id === undefined ? undefined : await members.find(db, id);
    if (!found) return reply.callNotFound();
    // A policy of its own: who opens the picture alone opens a document.
    reply.header('content-security-policy', "default-src 'none'");
    return reply.type('image/svg+xml').send(draw(found, Number(size)));
  });
}

function draw({ id, real_name }: members.MemberRow, size: number): string {
  const words = real_name.split(' ').map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '');
  const initials = words.join('').slice(0, 2).toUpperCase();
  const sum = Buffer.from(id).reduce((total, byte) => total + byte, 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 48 48">
<rect width="48" height="48" fill="${COLOURS[sum % COLOURS.length]}"/>
<text x="24" y="31" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${initials}</text>
</svg>
`;
}
