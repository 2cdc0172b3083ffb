/** What is looked for in the words of a message. */
export interface Term {
  kind: 'word' | 'phrase' | 'prefix';
  text: string;
  not: boolean;
}

/** A name as it was typed after `in:` or `from:`, without what marks it as one. */
export interface Named {
  name: string;
  isPerson: boolean;
  not: boolean;
}

/** A day, a month or a year, by its first day and the first day after it. */
export interface Days {
  from: string;
  until: string;
}

/** A search as it was typed, in Slack's own words. */
export interface Query {
  terms: Term[];
  in: Named[];
  from: Named[];
  before: Days[];
  after: Days[];
  during: Days[];
  has: ('link' | 'file')[];
  inThread: boolean;
}

const PART = /(-)?(?:(in|from|before|after|on|during|has|is):)?(?:"([^"]*)"|(\S+))/gi;

/** What is no modifier of Slack's is a word, so that nothing that was typed is without effect. @param today `2026-11-29` */
export function readQuery(typed: string, today: string): Query {
  const query: Query = {
    terms: [],
    in: [],
    from: [],
    before: [],
    after: [],
    during: [],
    has: [],
    inThread: false,
  };
  for (const [whole, minus, modifier = '', phrase, word = ''] of typed.matchAll(PART)) {
    const not = minus === '-';
    if (addFilter(query, modifier.toLowerCase(), phrase ?? word, { not, today })) continue;
    if (phrase !== undefined) query.terms.push({ kind: 'phrase', text: phrase, not });
    else if (/^[^*]+\*$/.test(word) && modifier === '')
      query.terms.push({ kind: 'prefix', text: word.slice(0, -1), not });
    else query.terms.push({ kind: 'word', text: not ? whole.slice(1) : whole, not });
  }
  return query;
}

/** False for what is no filter. */
function addFilter(
  query: Query,
  modifier: string,
  value: string,
  { not, today }: { not: boolean; today: string },
): boolean {
  const days = daysOf(value.toLowerCase(), today);
  if (modifier === 'in' || modifier === 'from') query[modifier].push({ ...nameOf(value), not });
  else if (modifier === 'before' && days) query.before.push(days);
  else if (modifier === 'after' && days) query.after.push(days);
  else if ((modifier === 'on' || modifier === 'during') && days) query.during.push(days);
  else if (modifier === 'has' && (value === 'link' || value === 'file')) query.has.push(value);
  else if (modifier === 'is' && value === 'thread') query.inThread = true;
  else return false;
  return true;
}

/** `#general`, `general`, `<#C1|general>`, `@bob`, `bob`, `<@U1>`. */
function nameOf(value: string): { name: string; isPerson: boolean } {
  const [, mark, id] = /^<([#@])([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(value) ?? [];
  if (id !== undefined) return { name: id, isPerson: mark === '@' };
  return { name: value.replace(/^[#@]/, ''), isPerson: value.startsWith('@') };
}

function daysOf(value: string, today: string): Days | undefined {
  if (value === 'today') return { from: today, until: later(today, 1) };
  if (value === 'yesterday') return { from: later(today, -1), until: today };
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const from = `${year}-${month ?? '01'}-${day ?? '01'}`;
  // There is no 30th of February, and the parser would take it for a day in March.
  if (Number.isNaN(Date.parse(from)) || later(from, 0) !== from) return undefined;
  if (day !== undefined) return { from, until: later(from, 1) };
  const [next, first] = [Number(year) + 1, Number(month) + 1];
  if (month === undefined || first === 13) return { from, until: `${next}-01-01` };
  return { from, until: `${year}-${String(first).padStart(2, '0')}-01` };
}

function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
