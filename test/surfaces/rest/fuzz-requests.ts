import * as fc from 'fast-check';
import { z } from 'zod';
import { typical, valueFor, wildText, wildValue } from './fuzz-values.ts';

const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean(),
  schema: z.looseObject({}),
});
const Content = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
const Operation = z.looseObject({
  operationId: z.string(),
  description: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: Content }).optional(),
});

/** One operation, as the document has it. */
export interface Described {
  method: string;
  path: string;
  operation: z.infer<typeof Operation>;
}

export function operationsIn(document: string): Described[] {
  const { paths } = z
    .looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) })
    .parse(JSON.parse(document));
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

export interface Wild {
  method: string;
  /** Parts of the path, each to be written with percent signs, or as it is. */
  path: unknown[];
  query: [string, unknown][];
  headers: Record<string, string>;
  body: { type: string | undefined; json: unknown } | { type: string | undefined; text: string } | undefined;
  /** Which credential it comes with, by its name or by a number, and how. */
  actor: string | number;
  way: 'token' | 'bearer' | 'cookie' | 'basic' | 'both';
}

const segment = (name: string) =>
  fc.oneof(
    { weight: 12, arbitrary: typical(name) },
    { weight: 2, arbitrary: wildText },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          '%',
          '%zz',
          '%00',
          '%ff',
          '%2e%2e',
          '',
          '..',
          'a/b',
          '%2f',
          ';',
          '?',
          '#',
          '+',
          '%F0%9F%98%80',
        )
        .map((raw) => ({ raw })),
    },
  );

const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/merge-patch+json',
  'APPLICATION/JSON',
  '',
  'x',
  'application/json;;;',
  'not a type at all',
];

const wildBody = fc.oneof(
  fc.record({ type: fc.constantFrom(...TYPES), json: wildValue }),
  fc.record({
    type: fc.constantFrom(...TYPES, undefined),
    text: fc.oneof(
      fc.constantFrom(
        '',
        '{',
        '{}',
        '[]',
        '"',
        'null',
        '1',
        '{"a":}',
        '{"__proto__":{}}',
        '{"constructor":{"prototype":{}}}',
        '{"username":"a","username":"b"}',
        '\ufeff{}',
        'a=b&a=c',
        'token=x&token=y',
        'token=%ff',
        '['.repeat(100_000),
        `{"label":"${'x'.repeat(1_200_000)}"}`,
      ),
      wildText,
    ),
  }),
);

const HEADERS = fc.record(
  {
    'idempotency-key': fc.oneof(
      fc.constantFrom('', 'k1', 'k2', 'k3', 'ä', 'x'.repeat(256), ' ', '\t'),
      fc.uuid(),
    ),
    'x-request-id': fc.constantFrom('', 'r-1', 'x'.repeat(5000), 'ä ö', '"><script>', '../..'),
    accept: fc.constantFrom('text/html', '', '*/*;q=0', 'application/xml'),
    cookie: fc.constantFrom('af_session=', 'af_session=x; af_session=y', ';;;=', 'af_session=eyJ.eyJ.x'),
    origin: fc.constantFrom('null', 'https://evil.example', 'http://localhost:80'),
    'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none', 'x'),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', 'x', '::1'),
    'if-none-match': fc.constantFrom('*', '"x"'),
    expect: fc.constantFrom('x'),
    traceparent: fc.constantFrom('00-0-0-0', 'x'),
  },
  { requiredKeys: [] },
);

/** How often something is as the document says, so that what lies behind the first check is reached as well. */
const mostly = <T>(usual: fc.Arbitrary<T>, wild: fc.Arbitrary<T>, weight = 9): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: wild });

/** Requests for every operation, from fitting to absurd. */
export function requestsFor(operations: readonly Described[]): fc.Arbitrary<Wild> {
  return fc.oneof(...operations.map((each) => requestFor(each)));
}

function requestFor({ method, path, operation }: Described): fc.Arbitrary<Wild> {
  const parts = path.split('/').slice(1);
  const query = operation.parameters.filter((each) => each.in === 'query');
  return fc
    .record({
      method: fc.oneof(
        { weight: 60, arbitrary: fc.constant(method) },
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
      ),
      path: fc.tuple(
        ...parts.map((part) =>
          part.startsWith('{') ? segment(part.slice(1, -1)) : fc.constant({ raw: part }),
        ),
      ),
      query: mostly(
        queryFor(query),
        fc.array(fc.tuple(fc.oneof(fc.constantFrom('limit', 'cursor', 'username'), wildText), wildValue), {
          maxLength: 3,
        }),
      ),
      headers: mostly(fc.constant({}), HEADERS).chain((first) =>
        mostly(fc.constant(first), fc.constant({ ...first, host: 'evil.example' }), 99),
      ),
      body: bodyFor(operation),
      who: mostly(whoFor(operation), fc.record({ actor: fc.nat(999), way: fc.constantFrom(...WAYS) }), 2),
    })
    .map(({ who, ...request }) => ({ ...request, ...who }));
}

const WAYS = ['token', 'bearer', 'cookie', 'basic', 'both'] as const;

/** Somebody who may well ask this, so that what lies behind the first check is reached. */
function whoFor({ description }: Described['operation']): fc.Arbitrary<Pick<Wild, 'actor' | 'way'>> {
  const as = (actor: string, way: Wild['way']) => ({ actor, way });
  if (description.includes('For whoever runs')) return fc.constant(as('control', 'bearer'));
  if (description.includes('For people'))
    return fc.constantFrom(as('admin', 'bearer'), as('member', 'cookie'));
  return fc.constantFrom(
    as('full', 'token'),
    as('full', 'bearer'),
    as('admin', 'bearer'),
    as('itself', 'token'),
  );
}

function queryFor(parameters: z.infer<typeof Parameter>[]): fc.Arbitrary<[string, unknown][]> {
  const each = parameters.map(({ name, schema, required }) =>
    fc
      .option(valueFor(name, schema), { nil: undefined, freq: required ? 12 : 1 })
      .map((value): [string, unknown] => [name, value]),
  );
  return fc.tuple(...each).chain((pairs): fc.Arbitrary<[string, unknown][]> => {
    const given = pairs.filter(([, value]) => value !== undefined);
    return fc.constantFrom(...Array.from({ length: 12 }, () => given), [...given, ...given]);
  });
}

function bodyFor({ requestBody }: Described['operation']): fc.Arbitrary<Wild['body']> {
  const [[type, media] = []] = Object.entries(requestBody?.content ?? {});
  if (type === undefined || !media)
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      fc.constant({ type: 'application/json', json: {} }),
      wildBody,
    );
  const { properties = {}, required = [] } = z
    .looseObject({
      properties: z.record(z.string(), z.unknown()).optional(),
      required: z.array(z.string()).optional(),
    })
    .parse(media.schema);
  const members = fc
    .tuple(
      ...Object.entries(properties).map(([name, schema]) =>
        fc
          .option(valueFor(name, schema), { nil: undefined, freq: required.includes(name) ? 15 : 1 })
          .map((value) => [name, value] as const),
      ),
    )
    .map((pairs): Record<string, unknown> =>
      Object.fromEntries(pairs.filter(([, value]) => value !== undefined)),
    );
  const extended = fc.oneof(
    { weight: 10, arbitrary: members },
    fc.tuple(members, wildText, wildValue).map(([all, name, value]) => ({ ...all, [name]: value })),
  );
  return fc.oneof(
    { weight: 10, arbitrary: extended.map((all) => ({ type, json: all })) },
    { weight: 1, arbitrary: wildBody },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}
