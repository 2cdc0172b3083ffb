import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, stop } from 'esbuild';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const FOLDER = join(import.meta.dirname, '..', 'page');

/**
 * The page's own files alone. A picture on another host would tell that host who reads, so the page shows its words;
 * what was uploaded here it fetches with its token and shows from memory.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Nothing of the workspace is in it: what there is to see depends on who looks, and comes by the API. */
const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local workspace</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="app"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="8" fill="#0b5f5a"/>
<path d="M9 10h14v9H15l-4 4v-4H9z" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"/>
</svg>
`;

interface Bundle {
  script: Asset;
  style: Asset;
}

interface Asset {
  type: string;
  plain: Buffer;
  zipped: Buffer;
  etag: string;
}

let bundling: Promise<Bundle> | undefined;

/**
 * The page's own files, bundled once for all workspaces of the process. esbuild keeps a child process for as long as
 * it may be asked again, and it is shared: so one build, then none.
 */
export function bundlePage(): Promise<Bundle> {
  bundling ??= makeBundle().catch((error: unknown) => {
    // What was wrong may be mended by then: the next workspace that opens tries again.
    bundling = undefined;
    throw error;
  });
  return bundling;
}

async function makeBundle(): Promise<Bundle> {
  const style = join(FOLDER, 'page.css');
  try {
    const { outputFiles } = await build({
      entryPoints: [join(FOLDER, 'main.tsx'), ...(existsSync(style) ? [style] : [])],
      outdir: FOLDER,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'silent',
    });
    const textOf = (extension: string) =>
      outputFiles
        .filter(({ path }) => path.endsWith(extension))
        .map(({ text }) => text)
        .join('\n');
    return { script: asset('text/javascript', textOf('.js')), style: asset('text/css', textOf('.css')) };
  } finally {
    await stop();
  }
}

/** Zipped once, when it is made, and not for each who asks. */
function asset(type: string, text: string): Asset {
  const plain = Buffer.from(text);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type: `${type}; charset=utf-8`, plain, zipped: gzipSync(plain), etag };
}

/** The page, where a person chats. */
export function servePage(server: FastifyInstance, bundle: Promise<Bundle>): void {
  const shell = asset('text/html', SHELL);
  const icon = asset('image/svg+xml', ICON);
  server.get('/', async (request, reply) => {
    reply.header('content-security-policy', POLICY);
    return send(request, reply, shell);
  });
  // What chat.getPermalink gives out. In Slack too it leads to the channel first.
  server.get<{ Params: { channel: string } }>('/archives/:channel/:message', async (request, reply) => {
    const { channel } = request.params;
    return reply.redirect(/^[CDG][A-Z0-9]+$/.test(channel) ? `/#/${channel}` : '/');
  });
  server.get('/icon.svg', async (request, reply) => send(request, reply, icon));
  server.get('/page.js', async (request, reply) => send(request, reply, (await bundle).script));
  server.get('/page.css', async (request, reply) => send(request, reply, (await bundle).style));
}

async function send(request: FastifyRequest, reply: FastifyReply, { type, plain, zipped, etag }: Asset) {
  // Kept by the browser, but asked after each time: the page is the one that this process has bundled.
  reply.headers({ 'cache-control': 'no-cache', etag, vary: 'accept-encoding' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(type);
  const takesZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return takesZipped ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(plain);
}
