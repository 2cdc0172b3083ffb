import { type Expression, type ExpressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Block } from '../blocks/block.ts';
import type { Named, Term } from '../search/query.ts';
import type { Database, Tables } from './schema.ts';

export interface Search {
  viewer: string;
  /** Then only where they are in is looked. */
  isGuest: boolean;
  terms: Term[];
  in: Named[];
  from: Named[];
  /** Timestamps of which each holds: said at this one or later, and before that one. */
  since: string[];
  until: string[];
  withLink: boolean;
  withFile: boolean;
  inThread: boolean;
  byScore: boolean;
  oldestFirst: boolean;
  highlight: boolean;
  offset: number;
  limit: number;
}

/** A message that was found, with what is said of where and by whom. */
export interface Found {
  channel_id: string;
  ts: string;
  thread_ts: string | null;
  member_id: string;
  bot_id: string | null;
  text: string;
  blocks: Block[] | null;
  kind: string;
  channel_name: string | null;
  pair: string | null;
  username: string;
  score: number;
  /** Among how many of the newest it was found. */
  among: string;
}

/** So many of the newest that match are compared by how well they do. All of them would be parsed anew for it. */
const MOST_RANKED = 1000;

/** Nobody can turn to more than a hundred pages of a hundred, so what is past that is not counted either. */
const MOST_FOUND = 10_000;

/** What the words of a message begin and end with where they match, as in Slack. */
const MARKS = 'HighlightAll=true, StartSel="\uE000", StopSel="\uE001"';

/**
 * In what the viewer, a person, can read: public channels unless they are a guest, and conversations that they are in. By
 * score, the best of the newest thousand come first and then the others, the newest first. `total` is 10,000 at most.
 */
export async function messages(db: Database, search: Search): Promise<{ total: number; page: Found[] }> {
  const total = await count(db, search);
  if (search.offset >= total) return { total, page: [] };
  return {
    total,
    page: (total === MOST_FOUND && (await recentPage(db, search))) || (await page(db, search)),
  };
}

async function count(db: Database, search: Search): Promise<number> {
  const { found } = await db
    .selectFrom(matching(db, search, tsquery(search.terms)).limit(MOST_FOUND).as('found'))
    .select((row) => row.fn.countAll<string>().as('found'))
    .executeTakeFirstOrThrow();
  return Number(found);
}

/**
 * Of what is said all the time, the newest is found among the last messages: sorting all that match by time takes ten
 * times as long. Undefined: it is not among them.
 */
async function recentPage(db: Database, search: Search): Promise<Found[] | undefined> {
  if (search.oldestFirst) return undefined;
  const horizon = await db
    .selectFrom('message')
    .select('ts')
    .orderBy('ts', 'desc')
    .offset(MOST_FOUND)
    .limit(1)
    .executeTakeFirst();
  if (!horizon) return undefined;
  const found = await page(db, { ...search, since: [...search.since, horizon.ts] });
  return Number(found[0]?.among) === nearestOf(search) ? found : undefined;
}

async function page(db: Database, search: Search): Promise<Found[]> {
  const wanted = tsquery(search.terms);
  const order = search.oldestFirst ? 'asc' : 'desc';
  return ranked(db, search, wanted)
    .selectFrom('ranked')
    .innerJoin('message', 'message.ts', 'ranked.ts')
    .innerJoin('channel', 'channel.id', 'message.channel_id')
    .innerJoin('member', 'member.id', 'message.member_id')
    .select(['message.channel_id', 'message.ts', 'message.thread_ts', 'message.member_id', 'message.bot_id'])
    .select(['message.blocks', 'channel.kind', 'channel.name as channel_name', 'channel.pair'])
    .select(['member.name as username', 'ranked.score'])
    .select((row) =>
      row
        .selectFrom('nearest')
        .select((all) => all.fn.countAll<string>().as('count'))
        .$asScalar()
        .$notNull()
        .as('among'),
    )
    .select(
      wanted && search.highlight
        ? sql<string>`ts_headline('simple', message.text, ${wanted}, ${MARKS})`.as('text')
        : 'message.text',
    )
    .orderBy('ranked.score', order)
    .orderBy('ranked.ts', order)
    .execute();
}

/** How many of the newest decide what is on the page. */
function nearestOf({ byScore, offset, limit }: Search): number {
  return Math.max(byScore ? MOST_RANKED : 0, offset + limit);
}

/** The rows of the page that is wanted, in their order. */
function ranked(db: Database, search: Search, wanted: RawBuilder<unknown> | undefined) {
  const { byScore, oldestFirst, offset, limit } = search;
  const order = oldestFirst ? 'asc' : 'desc';
  const isRanked = wanted !== undefined && byScore;
  const score = isRanked ? sql<number>`ts_rank(nearest.words, ${wanted})` : sql<number>`0`;
  return db
    .with('nearest', () =>
      matching(db, search, wanted)
        .select(isRanked ? 'said.words' : sql`null`.as('words'))
        .orderBy('said.ts', byScore ? 'desc' : order)
        // The worst first: they are anywhere among all.
        .$if(!byScore || !oldestFirst, (query) => query.limit(nearestOf(search))),
    )
    .with('ranked', (cte) =>
      cte
        .selectFrom('nearest')
        .select([
          'nearest.ts',
          sql<number>`case when row_number() over (order by nearest.ts desc) <= ${sql.lit(MOST_RANKED)} then ${score} else 0 end`.as(
            'score',
          ),
        ])
        .orderBy('score', order)
        .orderBy('nearest.ts', order)
        .offset(offset)
        .limit(limit),
    );
}

function matching(db: Database, search: Search, wanted: RawBuilder<unknown> | undefined) {
  return db
    .selectFrom('message_words as said')
    .select('said.ts')
    .where((row) =>
      row.and([
        row('said.channel_id', 'in', readable(row, search)),
        ...(wanted ? [sql<SqlBool>`said.words @@ ${wanted}`] : []),
        ...fromPeople(row, search.from),
        ...search.since.map((ts) => row('said.ts', '>=', ts)),
        ...search.until.map((ts) => row('said.ts', '<', ts)),
        ...(search.withLink ? [row('said.text', '~', '<?https?://')] : []),
        ...(search.withFile ? [row('said.subtype', '=', 'file_share')] : []),
        ...(search.inThread ? [row('said.thread_ts', 'is not', null)] : []),
      ]),
    );
}

type Row = ExpressionBuilder<Tables & { said: Tables['message_words'] }, 'said'>;

/** The conversations to look in. */
function readable(row: Row, { viewer, isGuest, in: places }: Search) {
  return row
    .selectFrom('channel')
    .select('channel.id')
    .where((channel) => {
      const named = ({ name, isPerson }: Named): Expression<SqlBool> =>
        channel.or([
          channel('channel.id', '=', name),
          ...(isPerson ? [] : [channel('channel.name', '=', name)]),
          channel.and([
            channel('channel.kind', '=', 'im'),
            channel.exists(
              channel
                .selectFrom('channel_member as their')
                .innerJoin('member as them', 'them.id', 'their.member_id')
                .select('them.id')
                .whereRef('their.channel_id', '=', 'channel.id')
                .where('them.id', '<>', viewer)
                .where((them) => them.or([them('them.id', '=', name), them('them.name', '=', name)])),
            ),
          ]),
        ]);
      const wanted = places.filter(({ not }) => !not).map(named);
      return channel.and([
        channel.or([
          ...(isGuest ? [] : [channel('channel.kind', '=', 'public')]),
          channel.exists(
            channel
              .selectFrom('channel_member as mine')
              .select('mine.member_id')
              .whereRef('mine.channel_id', '=', 'channel.id')
              .where('mine.member_id', '=', viewer),
          ),
        ]),
        ...(wanted.length > 0 ? [channel.or(wanted)] : []),
        // A direct message has no name, and is not the channel of that name either.
        ...places.filter(({ not }) => not).map((place) => sql<SqlBool>`not coalesce(${named(place)}, false)`),
      ]);
    });
}

/** Several names are one or the other; none of those with a minus. */
function fromPeople(row: Row, people: Named[]): Expression<SqlBool>[] {
  const ids = (names: string[]) =>
    row
      .selectFrom('member')
      .select('member.id')
      .where((member) => member.or([member('member.id', 'in', names), member('member.name', 'in', names)]));
  const named = (not: boolean) => people.filter((each) => each.not === not).map(({ name }) => name);
  const [wanted, unwanted] = [named(false), named(true)];
  return [
    ...(wanted.length > 0 ? [row('said.member_id', 'in', ids(wanted))] : []),
    ...(unwanted.length > 0 ? [row('said.member_id', 'not in', ids(unwanted))] : []),
  ];
}

/** All of the terms together. Undefined: none were typed. */
function tsquery(terms: Term[]): RawBuilder<unknown> | undefined {
  const each = terms.map(({ kind, text, not }) => {
    const one = parsed(kind, text);
    return not ? sql`(!! ${one})` : one;
  });
  return each.length > 0 ? sql`(${sql.join(each, sql` && `)})` : undefined;
}

function parsed(kind: Term['kind'], text: string): RawBuilder<unknown> {
  if (kind === 'phrase') return sql`phraseto_tsquery('simple', ${text})`;
  if (kind === 'word') return sql`plainto_tsquery('simple', ${text})`;
  const quoted = text.replaceAll('\\', '\\\\').replaceAll("'", "''");
  return sql`to_tsquery('simple', ${`'${quoted}':*`})`;
}
