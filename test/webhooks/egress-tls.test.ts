import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { openReceiver } from './receiver.ts';

const post = { headers: {}, body: '{}', timeoutMs: 3000 };
const folder = mkdtempSync(join(tmpdir(), 'botmint-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Certificate {
  key: string;
  cert: string;
}

/** A certificate that signs itself. `openssl req` alone makes none that has ended. */
function makeCertificate(name: string, end: string, alternative = `DNS:${name}`): Certificate {
  const home = join(folder, name);
  mkdirSync(home);
  const settings = `[ca]
default_ca = one
[one]
database = ${home}/index
rand_serial = yes
new_certs_dir = ${home}
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = any
`;
  writeFileSync(join(home, 'index'), '');
  writeFileSync(join(home, 'config'), settings);
  const openssl = (line: string): unknown =>
    execFileSync('openssl', [...line.split(' '), '-config', 'config'], { cwd: home, stdio: 'pipe' });
  const kind = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  openssl(
    `req -new ${kind} -subj /CN=${name} -addext subjectAltName=${alternative} -keyout key -out request`,
  );
  openssl(
    `ca -batch -selfsign -notext -keyfile key -in request -out cert -startdate 20200101000000Z -enddate ${end}`,
  );
  return { key: readFileSync(join(home, 'key'), 'utf8'), cert: readFileSync(join(home, 'cert'), 'utf8') };
}

let ours: Certificate;
let expired: Certificate;
beforeAll(() => {
  ours = makeCertificate('hook.example', '20991231000000Z');
  expired = makeCertificate('old.example', '20200102000000Z');
});

interface SecureServer extends AsyncDisposable {
  port: number;
  /** The names that were asked for in handshakes, and whether each went on from an earlier one. */
  handshakes: { name: unknown; isResumed: boolean }[];
  requests: number;
}

async function openSecureServer(certificate: Certificate): Promise<SecureServer> {
  const opened: SecureServer = {
    port: 0,
    handshakes: [],
    requests: 0,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  const server = createServer(certificate, (request, response) => {
    opened.requests += 1;
    request.resume().on('end', () => response.writeHead(200).end('ok'));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    opened.handshakes.push({ name: socket.servername, isResumed: socket.isSessionReused() });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  opened.port = z.object({ port: z.number() }).parse(server.address()).port;
  return opened;
}

const allowed = ['127.0.0.1'];
const lookup = () => Promise.resolve([{ address: '127.0.0.1' }]);

test('a certificate is held against the name, though the address is what is connected to', async () => {
  await using server = await openSecureServer(ours);
  await using egress = openEgress({ allowed, lookup, ca: ours.cert });
  const reply = await egress.post({ ...post, url: `https://hook.example:${server.port}/` });
  expect(reply).toMatchObject({ status: 200, body: 'ok', address: '127.0.0.1' });
  expect(server.handshakes).toEqual([{ name: 'hook.example', isResumed: false }]);
});

test('at an address no name is asked for, and the certificate is held against the address', async () => {
  const inside = makeCertificate('127.0.0.1', '20991231000000Z', 'IP:127.0.0.1');
  await using server = await openSecureServer(inside);
  await using egress = openEgress({ allowed, lookup, ca: inside.cert });
  expect(await egress.post({ ...post, url: `https://127.0.0.1:${server.port}/` })).toMatchObject({
    status: 200,
  });
  expect(server.handshakes).toEqual([{ name: false, isResumed: false }]);
});

test('connections beside the first go on from its handshake', async () => {
  await using server = await openSecureServer(ours);
  await using egress = openEgress({ allowed, lookup, ca: ours.cert });
  const url = `https://hook.example:${server.port}/`;
  await egress.post({ ...post, url });
  const more = await Promise.all(Array.from({ length: 5 }, () => egress.post({ ...post, url })));
  expect(more.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const [first, ...others] = server.handshakes.map(({ isResumed }) => isResumed);
  expect(first).toBe(false);
  expect(others.length).toBeGreaterThanOrEqual(4);
  expect(new Set(others)).toEqual(new Set([true]));
});

test.each([
  ['of another name', 'other.example', () => [ours, ours.cert] as const],
  ['of another name, at an address', '127.0.0.1', () => [ours, ours.cert] as const],
  ['that nobody has signed', 'hook.example', () => [ours, undefined] as const],
  ['that is out of date', 'old.example', () => [expired, expired.cert] as const],
])('a certificate %s ends it before anything is sent', async (_, name, certificates) => {
  const [certificate, ca] = certificates();
  await using server = await openSecureServer(certificate);
  await using egress = openEgress({ allowed, lookup, ...(ca !== undefined && { ca }) });
  const reply = await egress.post({ ...post, url: `https://${name}:${server.port}/` });
  expect(reply).toMatchObject({ status: null, fault: 'tls' });
  expect(server.requests).toBe(0);
});

test('a Host of the caller does not change whose certificate is asked for', async () => {
  await using server = await openSecureServer(ours);
  await using egress = openEgress({ allowed, lookup, ca: ours.cert });
  const url = `https://evil.example:${server.port}/`;
  const reply = await egress.post({ ...post, url, headers: { host: 'hook.example' } });
  expect(reply).toMatchObject({ status: null, fault: 'tls' });
});

test('a server that does not speak TLS is no server by https, and the other way round', async () => {
  await using plain = await openReceiver();
  await using server = await openSecureServer(ours);
  await using egress = openEgress({ allowed, lookup, ca: ours.cert });
  const { port } = new URL(plain.url);
  expect(await egress.post({ ...post, url: `https://hook.example:${port}/` })).toMatchObject({
    fault: 'tls',
  });
  const reply = await egress.post({ ...post, url: `http://hook.example:${server.port}/` });
  expect(reply.fault).toBe('reset');
  expect(plain.requests).toEqual([]);
});
