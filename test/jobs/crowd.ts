import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Many people of a workspace, each with a bot whose tokens end in two days. */
export interface Crowd {
  people: number;
  tokensEach: number;
}

/** Puts them into our tables and those of the local workspace, which stands in the same database. */
export async function gather(databaseUrl: string, { people, tokensEach }: Crowd): Promise<void> {
  await asEverybody(databaseUrl, async (client) => {
    await client.query(`
      insert into clone_slack_local.member (id, name, real_name, tz, created_at)
      select 'U0CROWD' || lpad(i::text, 5, '0'), 'p' || i, 'p' || i, 'UTC', now() from generate_series(1, ${people}) i`);
    await client.query(`
      insert into organization (id, slack_team_id, name, created_at)
      select gen_random_uuid(), id, name, now() from clone_slack_local.workspace`);
    await client.query(`
      insert into member (organization_id, id, slack_user_id, name, time_zone, workspace_role, is_deactivated, checked_at, created_at)
      select organization.id, gen_random_uuid(), 'U0CROWD' || lpad(i::text, 5, '0'), 'p' || i, 'UTC', 'member', false, now(), now()
      from organization, generate_series(1, ${people}) i`);
    await client.query(`
      insert into bot (organization_id, id, username, display_name, owner_id, created_at)
      select organization_id, gen_random_uuid(), 'bot' || substr(name, 2), 'bot', id, now() from member`);
    await client.query(`
      insert into token (organization_id, id, bot_id, format, hash, hint, scopes, created_by_member, created_at, expires_at, family_id, shown_at)
      select organization_id, token_id, id, 'opaque', sha256(token_id::text::bytea), 'abcdef', '{}', owner_id,
        now() - interval '300 days', now() + interval '2 days', token_id, now()
      from (select bot.*, gen_random_uuid() as token_id from bot, generate_series(1, ${tokensEach})) made`);
  });
}

/** How far the telling has come. */
export interface Told {
  /** Messages in the workspace. */
  messages: number;
  /** People who have more than one. */
  twice: number;
  /** Notices that are neither said nor given up. */
  open: number;
  /** Notices that were begun more than once. */
  again: number;
}

export async function look(databaseUrl: string): Promise<Told> {
  return asEverybody(databaseUrl, count);
}

/** Looks until it is so. */
export async function until(databaseUrl: string, isSo: (told: Told) => boolean): Promise<Told> {
  return asEverybody(databaseUrl, async (client) => {
    for (;;) {
      const told = await count(client);
      if (isSo(told)) return told;
      await sleep(150);
    }
  });
}

async function count(client: Client): Promise<Told> {
  const { rows } = await client.query<Told>(`
    with said as (
      select channel_id, count(*) from clone_slack_local.message
      where channel_id like 'D%' and text like '%end%soon.' group by 1
    )
    select coalesce(sum(count), 0)::int as messages, count(*) filter (where count > 1)::int as twice,
      (select count(*) from notice where sent_at is null and given_up_at is null)::int as open,
      (select count(*) from notice where attempts > 1)::int as again
    from said`);
  const [told] = rows;
  if (!told) throw new Error('nothing was counted');
  return told;
}

async function asEverybody<T>(databaseUrl: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, options: '-c app.organization=*' });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
