import { expect, test } from 'vitest';
import { OwnAddress } from '../../src/surfaces/own-address.ts';

const own = new OwnAddress(['http://localhost:3000', 'http://127.0.0.1:80', 'https://Botmint.example.org/']);

test.each([
  [undefined, true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1', true],
  ['https://botmint.example.org', true],
  ['http://botmint.example.org', false],
  ['https://botmint.example.org:8443', false],
  ['https://localhost:3000', false],
  ['http://localhost:3001', false],
  ['https://botmint.example.org.evil.example', false],
  ['null', false],
  ['nonsense', false],
  ['', false],
])('a page of ours comes from where this server is found, and by the same scheme: %s', (origin, isOurs) => {
  expect(own.isOurs(origin)).toBe(isOurs);
});

test('whoever asks is told the address that they came by', () => {
  const hosts = ['localhost:3000', 'BOTMINT.example.org', '127.0.0.1'];
  expect(hosts.map((host) => own.originFor({ host }))).toEqual([
    'http://localhost:3000',
    'https://botmint.example.org',
    'http://127.0.0.1',
  ]);
});
