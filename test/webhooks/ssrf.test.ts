import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import { isPublic } from '../../src/core/public-addresses.ts';
import { parseWebhookUrl } from '../../src/core/webhook-url.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import type { Lookup } from '../../src/jobs/webhooks/lookups.ts';

const post = { headers: {}, body: '{}', timeoutMs: 3000 };

/** Counts whoever gets as far as a connection, on every address of this machine, IPv6 as well. */
let reached = 0;
const canary = createServer((socket) => {
  reached += 1;
  socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => void canary.listen(0, '::', resolve));
  port = z.object({ port: z.number() }).parse(canary.address()).port;
});
afterAll(() => void canary.close());

/** Addresses that nobody outside may have Botmint reach, and the ways to write them in a URL. */
const literals = {
  'this machine': `
    127.0.0.1 127.1 127.0.1 127.0.0.2 127.255.255.254 2130706433 0x7f000001 0x7f.1
    017700000001 0177.0.0.1 0177.0x0.0.1 127.0.0.1. %31%32%37.0.0.1 １２７.０.０.１
    127。0。0。1 ⑫⑦.0.0.1 0.0.0.0 0 00000000 0x0 [::] [::1] [0:0:0:0:0:0:0:1]
  `,
  'an IPv4 address within an IPv6 one, and IPv6 that is not given out': `
    [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:1] [::127.0.0.1] [::7f00:1]
    [::ffff:0:7f00:1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1]
    [2002:7f00:1::] [2001:0:7f00:1::] [2001::1] [::5efe:7f00:1] [fe80::5efe:7f00:1]
    [fe80::1] [febf::1] [fc00::1] [fd12:3456::1] [fec0::1] [ff02::1] [ff0e::1]
    [100::1] [2001:db8::1] [2001:10::1] [2001:20::1] [3fff::1] [5f00::1] [4000::1]
  `,
  'where clouds keep their keys': `
    169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 [::ffff:a9fe:a9fe]
    [64:ff9b::a9fe:a9fe] [fd00:ec2::254] [2002:a9fe:a9fe::] 168.63.129.16 100.100.100.200
  `,
  'networks of their own, and what belongs to nobody': `
    10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255
    100.64.0.1 100.127.255.255 169.254.0.1 192.0.0.1 192.0.0.170 192.0.2.1
    198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255 [::ffff:10.0.0.1] [::ffff:c0a8:1]
  `,
};

/** Names that lead there, by the system's own lookup or by their nature. */
const names = [
  'localhost',
  'localhost.',
  'LOCALHOST',
  'a.localhost',
  'printer',
  'printer.local',
  'a.internal',
];

const urlsOf = (hosts: readonly string[]): string[] =>
  hosts.flatMap((host) => [`https://${host}/`, `http://${host}:PORT/hook`]);

/** Tries both gates. Resolves with the names that were looked up. */
async function tryBoth(template: string, lookup: Lookup): Promise<string[]> {
  const url = template.replace('PORT', String(port));
  const asked: string[] = [];
  await using egress = openEgress({
    allowed: [],
    lookup: (name) => {
      asked.push(name);
      return lookup(name);
    },
  });
  const before = reached;
  await expect((async () => egress.check(parseWebhookUrl(url)))()).rejects.toBeInstanceOf(AppError);
  expect(await egress.post({ ...post, url })).toMatchObject({ status: null, fault: 'blocked_address' });
  expect(reached - before).toBe(0);
  return asked;
}

describe.each(Object.entries(literals))('%s', (_, list) => {
  test.each(urlsOf(list.trim().split(/\s+/)))(
    '%s is reached neither when it is set nor when it is sent to',
    async (url) => {
      expect(await tryBoth(url, async () => [])).toEqual([]);
    },
  );
});

describe('names', () => {
  test.each(urlsOf(names))('%s is reached neither when it is set nor when it is sent to', async (url) => {
    const asked = await tryBoth(url, async (name) => [
      { address: name.startsWith('localhost') ? '127.0.0.1' : '10.0.0.1' },
    ]);
    expect(asked.length).toBe(2);
  });

  test.each(urlsOf(names))('%s stays inside, even where it leads to a public address', async (url) => {
    expect((await tryBoth(url, async () => [{ address: '93.184.215.14' }])).length).toBe(2);
  });
});

test.each(['127.0.0.1', '2130706433', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
  'where the operator allows it, http://%s is reached: the listener does count',
  async (host) => {
    await using egress = openEgress({ allowed: ['127.0.0.0/8', '::1'] });
    const before = reached;
    await egress.check(`http://${host}:${port}/`);
    expect(await egress.post({ ...post, url: `http://${host}:${port}/` })).toMatchObject({ status: 200 });
    expect(reached - before).toBe(1);
  },
);

const PUBLIC = '93.184.215.14';

/** Leads to one list of addresses after the other, and stays at the last. */
function leading(...answers: string[][]): { lookup: Lookup; asked: () => number } {
  let asked = 0;
  const lookup: Lookup = async () => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    return addresses.map((address) => ({ address }));
  };
  return { lookup, asked: () => asked };
}

describe('a name that changes where it leads', () => {
  test('to this machine, after it was set, is not followed', async () => {
    const { lookup, asked } = leading([PUBLIC], ['127.0.0.1']);
    await using egress = openEgress({ allowed: [], lookup });
    const before = reached;
    const url = 'https://rebinding.example:8443/';
    await egress.check(url);
    expect(await egress.post({ ...post, url })).toMatchObject({ status: null, fault: 'blocked_address' });
    expect(asked()).toBe(2);
    expect(reached - before).toBe(0);
  });

  test.each([
    [[PUBLIC, '127.0.0.1']],
    [['127.0.0.1', PUBLIC]],
    [[PUBLIC, '::ffff:127.0.0.1']],
    [[PUBLIC, '2606:2800:21f::1', '64:ff9b::7f00:1']],
  ])('to %j at once is not reached at all', async (addresses) => {
    await using egress = openEgress({ allowed: [], lookup: leading(addresses).lookup });
    await expect(egress.check('https://both.example/')).rejects.toThrow('is not a public address');
    const reply = await egress.post({ ...post, url: 'https://both.example/' });
    expect(reply).toMatchObject({ status: null, fault: 'blocked_address' });
  });

  test('is looked up once for a connection: what was judged is what is connected to', async () => {
    // Were it looked up again between the judgement and the connection, the second answer would be connected to.
    const { lookup, asked } = leading(['127.0.0.1'], ['127.0.0.9']);
    await using egress = openEgress({ allowed: ['127.0.0.1'], lookup });
    const reply = await egress.post({ ...post, url: `http://twice.example:${port}/` });
    expect(reply).toMatchObject({ status: 200, address: '127.0.0.1' });
    expect(asked()).toBe(1);
  });
});

test.each([
  '1.1.1.1',
  '93.184.215.14',
  '2606:4700:4700::1111',
  '2a00:1450:4001:800::200e',
  '172.32.0.1',
  '::ffff:1.1.1.1',
])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each(['', 'localhost', '1.1', '0x1.1.1.1', '1.1.1.1/32', '[2606:4700:4700::1111]'])(
  '%j is no address',
  (text) => {
    expect(isPublic(text)).toBe(false);
  },
);
