import { Client } from 'pg';

export interface Filling {
  databaseUrl: string;
  /** As `clone_slack_local`. */
  schema: string;
  /** Half of the messages are in this channel, the others in fifty that are made for them. */
  channel: string;
  /** In all these channels. */
  members: string[];
  messages: number;
}

/** What the messages are made of: `w0` is in two of three, `w1999` in one of five hundred. */
const WORDS = 2000;
const CHANNELS = 50;
/** Replies of the one long thread, which the channel begins with. */
const LONG_THREAD = 1000;

/**
 * Fills a workspace past its methods, in seconds rather than minutes. The messages are a minute apart and the last is of
 * now; every tenth is a reply to what was
 * said in its channel five messages before.
 */
export async function fill({ databaseUrl, schema, channel, members, messages }: Filling): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`set search_path to "${schema}"`);
    await client.query(
      `insert into channel (id, kind, name, creator, created_at)
       select 'C0FILL' || lpad(n::text, 5, '0'), 'public', 'fill-' || n, $1, now()
         from generate_series(1, ${CHANNELS}) n`,
      [members[0]],
    );
    await client.query(
      `insert into channel_member (channel_id, member_id, joined_at)
       select 'C0FILL' || lpad(n::text, 5, '0'), member, now()
         from generate_series(1, ${CHANNELS}) n, unnest($1::text[]) member`,
      [members],
    );
    await client.query(
      `with said as (
         select n,
                case when n % 2 = 0 then $1 else 'C0FILL' || lpad((1 + n / 2 % ${CHANNELS})::text, 5, '0') end as channel,
                floor(extract(epoch from now())) - 60 * ($3::int - n) as at
           from generate_series(1, $3::int) n
       )
       insert into message (channel_id, ts, member_id, text, thread_ts)
       select channel, at || '.000100', ($2::text[])[1 + n % array_length($2::text[], 1)],
              (select string_agg('w' || floor(${WORDS} * power(random(), 3))::int, ' ')
                 from generate_series(1, 12) where n is not null),
              case
                when n % 2 = 0 and n between 4 and ${2 * LONG_THREAD} then at - 60 * (n - 2) || '.000100'
                when n % 20 = 10 and n > ${2 * LONG_THREAD} then at - 60 * 10 || '.000100'
                when n % 2 = 1 and n / 100 % 10 = 5 then at - 60 * 500 || '.000100'
              end
         from said`,
      [channel, members, messages],
    );
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
