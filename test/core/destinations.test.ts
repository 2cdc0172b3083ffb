import { expect, test } from 'vitest';
import { networksOf } from '../../src/core/addresses.ts';
import { objectionTo } from '../../src/core/destinations.ts';
import { plain } from '../../src/core/text.ts';

const lan = networksOf(['10.0.0.0/8', 'fd00::/8']);

function objection(url: string, ...addresses: string[]): string {
  const { protocol, hostname, port } = new URL(url);
  return plain(objectionTo({ protocol, hostname, port, addresses }, lan) ?? []);
}

test.each([
  ['https://example.com/', ['93.184.215.14']],
  ['https://example.com:8443/', ['93.184.215.14', '2606:2800:21f::1']],
  ['https://example.com:88/', ['93.184.215.14']],
  ['https://example.com./', ['93.184.215.14']],
  ['https://93.184.215.14/', ['93.184.215.14']],
  ['https://[2606:2800:21f::1]/', ['2606:2800:21f::1']],
  ['https://internal.example.com/', ['93.184.215.14']],
])('%s is sent to', (url, addresses) => {
  expect(objection(url, ...addresses)).toBe('');
});

test.each([
  ['http://printer/', ['10.0.0.9']],
  ['http://printer.local:8080/', ['10.0.0.9', 'fd00::9']],
  ['http://10.0.0.9:22/', ['10.0.0.9']],
  ['https://[fd00::9]/', ['fd00::9']],
  ['http://printer/', ['::ffff:10.0.0.9']],
  // Neither of them is one that may not be reached.
  ['https://office.example/', ['fd00::9', '93.184.215.14']],
])('%s in a network of the operator is sent to', (url, addresses) => {
  expect(objection(url, ...addresses)).toBe('');
});

const allow = 'An operator can allow its network with `WEBHOOK_ALLOWED_NETWORKS`.';

test.each([
  ['https://nobody.example/', [], '`nobody.example` has no address. Is it spelled right?'],
  ['https://192.168.0.1/', ['192.168.0.1'], `\`192.168.0.1\` is not a public address. ${allow}`],
  ['https://[::1]/', ['::1'], `\`::1\` is not a public address. ${allow}`],
  [
    'https://evil.example/',
    ['93.184.215.14', '127.0.0.1'],
    `\`evil.example\` leads to \`127.0.0.1\`, which is not a public address. ${allow}`,
  ],
  // One that is allowed does not make up for one that is not.
  [
    'http://printer/',
    ['10.0.0.9', '192.168.0.1'],
    `\`printer\` leads to \`192.168.0.1\`, which is not a public address. ${allow}`,
  ],
  ['https://printer/', ['1.1.1.1'], `\`printer\` is a name inside of a network, not a public one. ${allow}`],
  ['http://example.com/', ['1.1.1.1'], 'Events are sent by https alone: `https://example.com`.'],
  [
    'https://example.com:22/',
    ['1.1.1.1'],
    'Events are sent to port 443, 8443 or 88, and not to 22. Put it on one of those.',
  ],
])('%s at %j is not sent to, and the sentence says what to do', (url, addresses, sentence) => {
  expect(objection(url, ...addresses)).toBe(sentence);
});

test.each([
  'localhost',
  'a.localhost',
  'a.local',
  'a.internal',
  'a.home.arpa',
  'home.arpa',
  'a.local.',
  'com',
])('the name %s is no public one, wherever it leads', (name) => {
  expect(objection(`https://${name}/`, '1.1.1.1')).toContain('inside of a network');
});
