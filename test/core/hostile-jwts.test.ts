import { exportJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { formatOf } from '../../src/core/tokens.ts';
import {
  beyondOrder,
  body,
  CLAIMS,
  deep,
  encoded,
  good,
  head,
  HEADER,
  issuer,
  ours,
  p256,
  rsa,
  signature,
  signedByUs,
  theirKey,
  theirs,
  twinsOf,
  URL,
  withClaims,
  withHeader,
  withPayload,
  x,
} from './forging.ts';

const HOSTILE: [what: string, make: () => string | Promise<string>][] = [
  // The algorithm is ours to say (RFC 8725 2.1, 3.1).
  ...['none', 'None', 'NONE', 'nOnE', ''].map((alg): [string, () => string] => [
    `alg ${JSON.stringify(alg)} with our signature`,
    () => `${encoded(JSON.stringify({ ...HEADER, alg }))}.${body}.${signature}`,
  ]),
  ['alg none and no signature', () => `${encoded(JSON.stringify({ ...HEADER, alg: 'none' }))}.${body}.`],
  ['no alg', async () => withHeader({ alg: undefined })],
  [
    'alg null',
    async () => withHeader({ alg: null }).catch(() => `${encoded('{"alg":null}')}.${body}.${signature}`),
  ],
  ['alg in a list', () => `${encoded('{"alg":["EdDSA"],"typ":"at+jwt","kid":"k1"}')}.${body}.${signature}`],
  [
    'alg in small letters',
    () => `${encoded(JSON.stringify({ ...HEADER, alg: 'eddsa' }))}.${body}.${signature}`,
  ],
  ['alg Ed25519', () => `${encoded(JSON.stringify({ ...HEADER, alg: 'Ed25519' }))}.${body}.${signature}`],
  ...['HS256', 'HS384', 'HS512'].map((alg): [string, () => Promise<string>] => [
    `${alg} with our public key as its secret`,
    async () => withHeader({ alg }, Buffer.from(x, 'base64url')),
  ]),
  ['HS256 with our public key as text', async () => withHeader({ alg: 'HS256' }, Buffer.from(x))],
  [
    'HS256 with our public JWK as text',
    async () => withHeader({ alg: 'HS256' }, Buffer.from(JSON.stringify(ours.publicJwk))),
  ],
  [
    'HS256 with an empty secret, as best it can be',
    async () => withHeader({ alg: 'HS256' }, Buffer.alloc(1)),
  ],
  ['RS256 with a key of theirs', async () => withHeader({ alg: 'RS256' }, rsa.privateKey)],
  ['ES256 with a key of theirs', async () => withHeader({ alg: 'ES256' }, p256.privateKey)],
  [
    'ES256 with nothing but zeros (CVE-2022-21449)',
    () => `${encoded(JSON.stringify({ ...HEADER, alg: 'ES256' }))}.${body}.${'A'.repeat(86)}`,
  ],
  ['EdDSA with nothing but zeros', () => `${head}.${body}.${'A'.repeat(86)}`],
  // The key is ours to say (RFC 8725 3.5, 3.10).
  ['a key of theirs', async () => withHeader({}, theirKey)],
  ['a key of theirs, sent along', async () => withHeader({ jwk: theirs.publicJwk }, theirKey)],
  ['a key of theirs behind an address', async () => withHeader({ jku: 'https://evil.test/jwks' }, theirKey)],
  ['a key of theirs in a certificate', async () => withHeader({ x5c: ['MIIB'] }, theirKey)],
  [
    'a key of theirs in a certificate behind an address',
    async () => withHeader({ x5u: 'https://evil.test/c' }, theirKey),
  ],
  [
    'an RSA key of theirs, sent along',
    async () => withHeader({ alg: 'RS256', jwk: await exportJWK(rsa.publicKey) }, rsa.privateKey),
  ],
  ...[
    'k2',
    '',
    'K1',
    'k1 ',
    'k1\u0000',
    '../../../dev/null',
    '/dev/null',
    '..\\..\\k1',
    "k1' or '1'='1",
    'k1; select pg_sleep(9)',
    'https://evil.test/k1',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '|ls',
  ].map((kid): [string, () => Promise<string>] => [
    `kid ${JSON.stringify(kid)}`,
    async () => withHeader({ kid }),
  ]),
  ['no kid', async () => withHeader({ kid: undefined })],
  ['a kid that is a number', async () => withHeader({ kid: 1 })],
  ['a kid in a list', async () => withHeader({ kid: ['k1'] })],
  // What it is for (RFC 8725 3.11, RFC 9068 4).
  ...['JWT', 'jwt', 'application/json', 'audit-head+jws', 'id_token', 'at+jwtx', ''].map(
    (typ): [string, () => Promise<string>] => [`typ ${JSON.stringify(typ)}`, async () => withHeader({ typ })],
  ),
  ['no typ', async () => withHeader({ typ: undefined })],
  ['a typ in a list', async () => withHeader({ typ: ['at+jwt'] })],
  // What has to be understood (RFC 7515 4.1.11).
  ['crit with what nobody knows', async () => withHeader({ crit: ['x'], x: 1 })],
  ['crit with what is not there', async () => withHeader({ crit: ['exp'] })],
  ['crit that is empty', async () => withHeader({ crit: [] })],
  ['crit that is no list', async () => withHeader({ crit: 'b64' })],
  ['crit with b64', async () => withHeader({ crit: ['b64'], b64: true })],
  ['a payload that is not encoded', async () => withHeader({ crit: ['b64'], b64: false })],
  // For whom, from whom, of whom (RFC 8725 3.8, 3.9).
  ...[
    'https://evil.test',
    `${URL}/`,
    'http://botmint.test',
    `${URL}.evil.test`,
    'HTTPS://BOTMINT.TEST',
    '',
  ].flatMap((name): [string, () => Promise<string>][] => [
    [`iss ${name}`, async () => withClaims({ iss: name })],
    [`aud ${name}`, async () => withClaims({ aud: name })],
  ]),
  ['aud with somebody else beside us', async () => withClaims({ aud: [URL, 'https://evil.test'] })],
  ['iss in a list', async () => withClaims({ iss: [URL] })],
  ...['iss', 'aud', 'sub', 'client_id', 'jti', 'iat', 'exp', 'org'].map(
    (name): [string, () => Promise<string>] => [`no ${name}`, async () => withClaims({ [name]: undefined })],
  ),
  // Times (RFC 7519 4.1).
  ['an end that is a word', async () => withClaims({ exp: 'never' })],
  ['an end that is null', async () => withClaims({ exp: null })],
  ['a beginning that is still to come', async () => withClaims({ nbf: 9_999_999_999 })],
  ['a beginning that is a word', async () => withClaims({ nbf: 'now' })],
  ['an issue that is a word', async () => withClaims({ iat: 'yesterday' })],
  // What it is made of (RFC 8725 2.4, 3.3; RFC 7519 7.2).
  ['a payload that is a list', async () => withPayload('[]')],
  ['a payload that is a text', async () => withPayload('"steve"')],
  ['a payload that is null', async () => withPayload('null')],
  ['a payload that is no JSON', async () => withPayload('{"iss":')],
  ['an empty payload', async () => withPayload('{}')],
  ['claims that only a prototype has', async () => withPayload(`{"__proto__":${JSON.stringify(CLAIMS)}}`)],
  ['a token inside a token', async () => withPayload(good)],
  [
    'a changed payload',
    () => `${head}.${encoded(JSON.stringify({ ...CLAIMS, scope: 'organization:act' }))}.${signature}`,
  ],
  ['a changed header', () => `${encoded(JSON.stringify({ ...HEADER, more: 1 }))}.${body}.${signature}`],
  ['no signature', () => `${head}.${body}.`],
  ['half a signature', () => `${head}.${body}.${signature.slice(0, 43)}`],
  ['a signature and more', () => `${good}AA`],
  ...twinsOf(signature.slice(-1)).map((last): [string, () => string] => [
    `the same signature, written with a last ${last}`,
    () => good.slice(0, -1) + last,
  ]),
  ['a padded signature', () => `${good}==`],
  [
    'a signature whose second half is beyond the order of the curve',
    () => `${head}.${body}.${beyondOrder()}`,
  ],
  ['five parts: an encrypted one', () => `${head}.${body}.${body}.${body}.${signature}`],
  [
    'five parts, of which one is a bomb',
    () => `${encoded('{"alg":"dir","enc":"A128GCM","zip":"DEF"}')}..AAAA.${'A'.repeat(9999)}.AAAA`,
  ],
  ['two parts', () => `${head}.${signature}`],
  ['JSON instead of dots', () => JSON.stringify({ protected: head, payload: body, signature })],
  ['a dot before', () => `.${good}`],
  ['a space before', () => ` ${good}`],
  ['a line break after', () => `${good}\n`],
  ['a header of a megabyte', async () => withHeader({ pad: 'x'.repeat(2 ** 20) })],
  ['a payload of a megabyte', async () => withClaims({ pad: 'x'.repeat(2 ** 20) })],
  ['a header as deep as a well', async () => signedByUs(deep(200), JSON.stringify(CLAIMS))],
  [
    'base64 instead of base64url',
    () => `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}+/`,
  ],
];

const accepted = async (text: string): Promise<boolean> =>
  formatOf(text) === 'jwt' && issuer.signed(new Secret(text));

describe('a hostile JWT is refused', () => {
  test('while one that was signed in the same way with nothing changed is not: the control', async () => {
    expect(await accepted(good)).toBe(true);
    expect(await accepted(await withHeader({}))).toBe(true);
  });

  test('and there are sixty and more of them, each another', async () => {
    const made = await Promise.all(HOSTILE.map(async ([, forge]) => forge()));
    expect(new Set([good, ...made]).size).toBe(HOSTILE.length + 1);
    expect(HOSTILE.length).toBeGreaterThan(60);
  });

  test.each(HOSTILE)('with %s', async (_what, forge) => {
    expect(await accepted(await forge())).toBe(false);
  });
});
