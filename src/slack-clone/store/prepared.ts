import { type Compilable, type CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { Database } from './schema.ts';

/** Where the value of this name comes, each time that the statement is asked. */
class Place {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** The text of each statement that is kept -> what a connection to Postgres calls it. */
const NAMES = new Map<string, string>();

/** Undefined for what is not kept. */
export function nameOf(text: string): string | undefined {
  return NAMES.get(text);
}

/**
 * A statement that nearly every call asks. It is built once for a workspace, and Postgres parses it once for each
 * connection: otherwise this is most of what a short statement costs.
 * @param build writes `value('ts')` where `values.ts` is to come
 */
export function prepared<Values extends object, Row>(
  build: (
    db: Database,
    value: <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>,
  ) => Compilable<Row>,
): (db: Database, values: Values) => Promise<Row[]> {
  const built = new WeakMap<Database, CompiledQuery<Row>>();
  const compiledFor = (db: Database): CompiledQuery<Row> => {
    const before = built.get(db);
    if (before) return before;
    const compiled = build(db, (name) => sql`${new Place(name)}`).compile();
    if (!NAMES.has(compiled.sql)) NAMES.set(compiled.sql, `kept_${NAMES.size}`);
    built.set(db, compiled);
    return compiled;
  };
  return async (db, values) => {
    const compiled = compiledFor(db);
    const given = new Map<string, unknown>(Object.entries(values));
    const parameters = compiled.parameters.map((each) =>
      each instanceof Place ? given.get(each.name) : each,
    );
    return (await db.executeQuery<Row>({ ...compiled, parameters })).rows;
  };
}
