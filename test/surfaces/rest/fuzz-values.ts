import * as fc from 'fast-check';
import { z } from 'zod';

/** Something live to be put in when the request is sent: a name, an id, a cursor. */
interface Live {
  live: number;
  /** Of the input that it is for. */
  name: string;
}

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '😀'.repeat(20),
  '‮evil',
  'ｓｔｅｖｅ',
  "'; drop table bot; --",
  '" or 1=1',
  '%',
  '%00',
  '%ff',
  '../..',
  '..',
  '.',
  '\\',
  '$1',
  '{}',
  '[]',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0',
  '1e309',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  'me',
  '@bob',
  '@',
  '<script>alert(1)</script>',
  '\r\nx: y',
  '\u2028',
  'a'.repeat(101),
  'a'.repeat(5000),
  'af_bot_',
  `af_bot_${'0'.repeat(64)}`,
  'eyJhbGciOiJub25lIn0.e30.',
  '100d',
  '1s',
  '0s',
  '999999999y',
  '-5d',
  '2026-11-21',
  '0000-00-00',
  '99999-01-01',
  '2026-02-30T25:61:00Z',
  '-271821-04-20',
  '+275760-09-13T00:00:00Z',
  'yesterday',
  'token.*',
  'all',
  '*',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  'https://127.0.0.1:9/hook',
  'http://localhost:9',
  'https://user:pass@127.0.0.1/',
  'javascript:alert(1)',
  'whsec_AAAA',
  'x: y',
  '5s,1m',
  'W10',
  'WzFd',
  'bnVsbA',
  'WyJcdTAwMDAiXQ',
  'WzFlMzA4LCJ4Il0',
  'WyJhIiwiYiIsImMiXQ',
];

export const wildText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({
    unit: fc.integer({ min: 0xd800, max: 0xdfff }).map((each) => String.fromCharCode(each)),
    maxLength: 3,
  }),
);

const wildNumber = fc.constantFrom(
  0,
  -0,
  -1,
  1,
  0.5,
  1e-7,
  101,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e21,
  1e308,
  3_000_000_000,
  8.64e15,
  8.64e15 + 1,
);

const live = (name: string) => fc.nat().map((index): Live => ({ live: index, name }));

export const wildValue = fc.oneof(
  { weight: 4, arbitrary: wildText },
  { weight: 2, arbitrary: wildNumber },
  { weight: 1, arbitrary: live('id') },
  fc.boolean(),
  fc.constant(null),
  fc.array(wildText, { maxLength: 4 }),
  fc.dictionary(wildText, wildText, { maxKeys: 3 }),
  fc.integer({ min: 5, max: 300 }).map(nested),
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let index = 0; index < depth; index += 1) value = index % 2 ? [value] : { a: value };
  return value;
}

/** What fits the schema, or nearly, or what does not at all. */
export function valueFor(name: string, schema: unknown): fc.Arbitrary<unknown> {
  const {
    enum: words,
    type,
    anyOf,
    ...bounds
  } = z
    .looseObject({
      enum: z.array(z.unknown()).optional(),
      type: z.unknown().optional(),
      anyOf: z.array(z.unknown()).optional(),
    })
    .parse(schema ?? {});
  const fitting = words
    ? fc.constantFrom(...words)
    : anyOf
      ? fc.oneof(...anyOf.map((each) => valueFor(name, each)))
      : type === 'boolean'
        ? fc.boolean()
        : type === 'integer'
          ? fc.integer({
              min: Number(bounds['minimum'] ?? 1),
              max: Math.min(Number(bounds['maximum'] ?? 100), 1000),
            })
          : type === 'array'
            ? fc.array(
                fc.oneof(fc.constantFrom('bots:read', 'tokens:write', 'message', '10.0.0.0/8'), wildText),
                { maxLength: 3 },
              )
            : typical(name);
  return fc.oneof({ weight: 6, arbitrary: fitting }, { weight: 1, arbitrary: wildValue });
}

/** What a reader of the document would send, by the name of the input. */
const TYPICAL: Record<string, string[]> = {
  username: ['steve', 'hal', 'gone', 'new-one', 'deploy'],
  expiry: ['100d', '1h', '3d'],
  label: ['Deployment token'],
  url: ['https://127.0.0.1:9/hook', 'http://127.0.0.1:9/hook'],
  events: ['token.*', 'message'],
  service_type: ['github', 'slack', 'aws_iam'],
  external_id: ['acme', 'beta'],
  new_value: ['octo-steve'],
  to: ['@bob', '@carol'],
  person: ['@bob', '@carol', '@alice'],
  owner: ['@bob', 'alice'],
  backup_owner: ['@bob', 'none'],
  reason: ['because'],
  topic: ['tokens issue', 'bots'],
  since: ['7d', '2026-11-01', '2h'],
  until: ['1d', '2026-11-30'],
  overlap: ['0s', '1h'],
  timeout: ['5s'],
  rate: ['50', 'none'],
  retry: ['bot', '5s,1m'],
  name: ['default', 'audit'],
  longest: ['90d'],
  default_expiry: ['30d'],
};

/** What is there, where it is named by an id; else one of few words, so that requests meet. */
export function typical(name: string): fc.Arbitrary<unknown> {
  const words = TYPICAL[name];
  return words ? fc.oneof(live(name), fc.constantFrom(...words)) : live(name);
}
