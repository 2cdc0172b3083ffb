import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Document } from './document.ts';

type Json = z.infer<ReturnType<typeof z.json>>;
type Members = Record<string, Json>;

/** What occurs more than once goes here, and is referred to. */
interface Part {
  kind: 'schemas' | 'responses';
  /** What it is called, if no other is. */
  name: string;
  value: Json;
}

/** Shorter ones are written out wherever they are. */
const SHORT = 120;

/** The document as JSON, in which what is repeated stands once, under `components`. */
export function compact(document: Document): Members {
  const whole = z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(document)));
  const names = named(repeated(whole));
  const parts: Record<Part['kind'], Members> = { schemas: {}, responses: {} };
  // What is inside of a part is referred to as well, but a part is not only a reference to itself.
  for (const [text, { kind, name, value }] of names) parts[kind][name] = inside(value, names, text);
  const components = z.record(z.string(), z.json()).parse(whole['components']);
  return { ...members(inside(whole, names)), components: { ...components, ...parts } };
}

/** What occurs more than once, by its text. */
function repeated(whole: Json): Map<string, Part> {
  const seen = new Map<string, Part & { count: number }>();
  walk(whole, [], (value, way) => {
    const part = partAt(value, way);
    if (!part) return;
    const text = JSON.stringify(value);
    const known = seen.get(text) ?? { ...part, count: 0 };
    seen.set(text, { ...known, count: known.count + 1 });
  });
  return new Map([...seen].filter(([text, { count }]) => count > 1 && text.length > SHORT));
}

/** Each with a name that no other of its kind has. */
function named(parts: Map<string, Part>): Map<string, Part> {
  const taken = new Set<string>();
  return new Map(
    [...parts].map(([text, part]) => {
      let name = part.name;
      for (let count = 2; taken.has(`${part.kind}/${name}`); count += 1) name = `${part.name}${count}`;
      taken.add(`${part.kind}/${name}`);
      return [text, { ...part, name }];
    }),
  );
}

/** A schema of an object or of many words is called after the member that it describes, a response after its status. */
function partAt(value: Json, way: readonly string[]): Omit<Part, 'count'> | undefined {
  const found = members(value);
  const [parent, last = ''] = way.slice(-2);
  if (parent === 'responses' && found['description'] !== undefined)
    return { kind: 'responses', name: pascal(STATUS_CODES[last] ?? last), value };
  const isObject = found['type'] === 'object' && typeof found['properties'] === 'object';
  // The whole of a body stands where it is, and so do the words that tell one refusal from another.
  if (last === 'schema' || last === 'error' || !(isObject || Array.isArray(found['enum']))) return undefined;
  const name = way.findLast((each) => !NAMELESS.test(each)) ?? 'part';
  return { kind: 'schemas', name: pascal(last === 'items' ? name.replace(/^added_|s$/g, '') : name), value };
}

/** Steps on the way to a schema that are no names of members. */
const NAMELESS = /^(?:\d+|properties|items|anyOf|schema|additionalProperties|application\/json|content)$/;

const pascal = (words: string): string =>
  words.replaceAll(/(?:^|[^a-z0-9]+)([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

/** The value with references for all parts in it, but for the one that it is itself. */
function inside(value: Json, names: ReadonlyMap<string, Part>, self?: string): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => inside(each, names));
  const text = JSON.stringify(value);
  const part = names.get(text);
  if (part && text !== self) return { $ref: `#/components/${part.kind}/${part.name}` };
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isSample(key) ? each : inside(each, names)]),
  );
}

function walk(value: Json, way: string[], visit: (value: Json, way: readonly string[]) => void): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value, way);
  for (const [key, each] of Object.entries(value)) if (!isSample(key)) walk(each, [...way, key], visit);
}

/** What stands in an example is a value, whatever it looks like. */
const isSample = (key: string): boolean => key === 'example' || key === 'examples' || key === 'enum';

const members = (value: Json): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
