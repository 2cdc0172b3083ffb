import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { z } from 'zod';

const Answers = z.record(z.string(), z.looseObject({ $ref: z.string().optional() }));
const Operations = z.record(z.string(), z.looseObject({ responses: Answers }));
const Described = z.looseObject({ paths: z.record(z.string(), Operations) });

/** A request that no route takes is answered so, whatever else is wrong with it. */
const UNROUTED = new Set([400, 404, 413, 415, 421]);

/** Holds answers against what the document says of the operation that gave them. */
export function judgeBy(text: string) {
  const document: object = JSON.parse(text) as object;
  const { paths } = Described.parse(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: 'https://document.test/' });
  const known = new Map<string, z.infer<typeof Answers>>();
  for (const [path, operations] of Object.entries(paths))
    for (const [method, { responses }] of Object.entries(operations))
      known.set(shapeOf(method, path), responses);

  /** What is wrong with this answer, in words; nothing when it is as it was said to be. */
  return (route: string | undefined, answer: LightMyRequestResponse): string[] => {
    const { statusCode: status, headers, body } = answer;
    if (status === 500) return [`${route ?? 'no route'} answers 500`];
    const [method = '', path = ''] = route?.split(' ') ?? [];
    const responses = known.get(shapeOf(method, path));
    if (!responses) {
      if (route !== undefined && !path.startsWith('/slack/')) return [`${route} is not described`];
      return UNROUTED.has(status) ? [] : [`an address that is not there answers ${String(status)}`];
    }
    const said = responses[String(status)];
    if (!said) return [`${route ?? ''} answers ${String(status)}, which is not described: ${nameIn(body)}`];
    const at =
      said.$ref?.slice(1) ??
      `/paths/${pointer(pathOf(path, paths))}/${method.toLowerCase()}/responses/${String(status)}`;
    const resolved = said.$ref === undefined ? said : found(document, said.$ref);
    const { content } = z
      .looseObject({ content: z.record(z.string(), z.unknown()).optional() })
      .parse(resolved);
    const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
    if (!content)
      return body === ''
        ? []
        : [`${route ?? ''} answers ${String(status)} with a body that is not described`];
    if (!(type in content)) return [`${route ?? ''} answers ${String(status)} as ${type || 'nothing'}`];
    if (!type.includes('json')) return [];
    const validate = ajv.getSchema(`https://document.test/#${at}/content/${pointer(type)}/schema`);
    if (!validate) throw new Error(`no schema at ${at}`);
    if (validate(JSON.parse(body))) return [];
    const why = ajv.errorsText(validate.errors?.slice(0, 3));
    return [`${route ?? ''} answers ${String(status)} with what does not fit: ${why}; ${nameIn(body)}`];
  };
}

/** Fastify's `/bots/:username` and OpenAPI's `/bots/{slug}` are the same. */
const shapeOf = (method: string, path: string): string =>
  `${method.toLowerCase()} ${path.replaceAll(/:\w+|\{\w+\}/g, '{}')}`;

const pathOf = (route: string, paths: Record<string, unknown>): string =>
  Object.keys(paths).find((path) => shapeOf('', path) === shapeOf('', route)) ?? '';

const pointer = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

function found(document: object, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, part) => z.record(z.string(), z.unknown()).parse(value)[part], document);
}

/** The error in an answer, without what changes from one to the next. */
function nameIn(body: string): string {
  const [, name] = /"error":"(\w+)"/.exec(body) ?? [];
  return name ?? '';
}
