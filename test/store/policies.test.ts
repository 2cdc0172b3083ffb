import { Client, DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { issue, openWorld, rows, type World } from '../world.ts';

/** Tables that hold no organization's rows, by their own decision. */
const OF_NONE = ['installation', 'migration', 'organization', 'process', 'signing_key', 'slack_state'];

/** Tables with an organization_id, out of the catalogue, so that a new one is covered. */
async function tablesOfOrganizations(world: World): Promise<string[]> {
  const found = await rows(
    world,
    `select table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'organization_id' order by table_name`,
  );
  return found.map(({ table_name: name }) => String(name));
}

/** A row in each table that a bot with a token does not make by itself. */
const IN_EACH_TABLE = `
  with one as (
    select m.organization_id, m.id as member_id, t.bot_id, t.id as token_id, now() as at
    from member m join token t using (organization_id) where m.organization_id = $organization
  ), a as (
    insert into claim (organization_id, id, member_id, bot_id, token_id, reason, created_at, expires_at)
    select organization_id, gen_random_uuid(), member_id, bot_id, token_id, 'reminder', at, at from one
  ), s as (
    insert into session (organization_id, id, member_id, opened_by, created_at, refreshed_at, expires_at)
    select organization_id, bot_id, member_id, 'operator', at, at, at from one
  ), b as (
    insert into approval (organization_id, id, kind, requester_id, command, input, reason, added_scopes, created_at,
      expires_at)
    select organization_id, gen_random_uuid(), 'bots', member_id, 'bots create', '{}', 'why', '{}', at, at from one
  ), c as (
    insert into service (organization_id, id, service_type, external_id, created_at)
    select organization_id, bot_id, 'github', 'acme', at from one
  ), d as (
    insert into identity (organization_id, bot_id, service_id, value, created_at, updated_at)
    select organization_id, bot_id, bot_id, 'steve', at, at from one
  ), e as (
    insert into notice (organization_id, id, kind, member_id, subject, created_at, due_at)
    select organization_id, gen_random_uuid(), 'bot_offered', member_id, '{}', at, at from one
  ), f as (
    insert into reminder (organization_id, token_id, threshold, created_at)
    select organization_id, token_id, 0, at from one
  ), g as (
    insert into replay (organization_id, actor_id, key, request_hash, created_at)
    select organization_id, member_id, 'key', '', at from one
  ), h as (
    insert into webhook (organization_id, id, bot_id, name, url, scheme, created_at, updated_at)
    select organization_id, bot_id, bot_id, 'default', 'https://example.com', 'standard', at, at from one
  ), i as (
    insert into webhook_secret (organization_id, id, webhook_id, sealed, created_at)
    select organization_id, bot_id, bot_id, '', at from one
  ), j as (
    insert into event (organization_id, id, type, bot_id, payload, created_at)
    select organization_id, bot_id, 'bot.created', bot_id, '{}', at from one
  ), k as (
    insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at)
    select organization_id, bot_id, bot_id, bot_id, 'event', 'waiting', at, at from one
  ), l as (
    insert into attempt (organization_id, delivery_id, number, started_at, duration_ms)
    select organization_id, bot_id, 1, at, 1 from one
  ), m as (
    insert into webhook_replay (organization_id, id, webhook_id, since, until, states, total, created_at)
    select organization_id, bot_id, bot_id, at, at, '{failed}', 0, at from one
  ), n as (
    insert into matrix_event (organization_id, event_id, room_id, event, received_at, due_at)
    select organization_id, '$1', '!1', '{}', at, at from one
  ), o as (
    insert into matrix_room (organization_id, room_id) select organization_id, '!1' from one
  ), p as (
    insert into matrix_membership (organization_id, room_id, user_id, bot_id, state, at)
    select organization_id, '!1', '@bot_steve:hs.test', bot_id, 'join', at from one
  ), pp as (
    insert into matrix_user (organization_id, user_id, created_at)
    select organization_id, '@bot_steve:hs.test', at from one
  ), q as (
    insert into matrix_direct (organization_id, member_id, room_id, created_at)
    select organization_id, member_id, '!1', at from one
  ), r as (
    insert into matrix_prompt (organization_id, id, member_id, room_id, kind, state, created_at, expires_at)
    select organization_id, bot_id, member_id, '!1', 'buttons', '', at, at from one
  ), t as (
    insert into matrix_errand (organization_id, id, kind, room_id, created_at, due_at)
    select organization_id, bot_id, 'redact', '!1', at, at from one
  ), u as (
    insert into bot_update (organization_id, bot_id, update_id, payload, created_at)
    select organization_id, bot_id, 1, '{}', at from one
  ), v as (
    insert into link_code (organization_id, member_id, hash, created_at, expires_at)
    select organization_id, member_id, sha256(''), at, at from one
  ), vv as (
    insert into slack_installation (organization_id, team_id, team_name, bot_id, bot_user_id, scopes, sealed_bot_token,
      installed_by, installed_at)
    select organization_id, organization_id, 'Acme', 'B1', 'U1', '{}', '', 'U2', at from one
  ), w as (
    insert into link_try (organization_id, id, member_id, at)
    select organization_id, bot_id, member_id, at from one
  )
  insert into audit_head (organization_id, sequence, hash, signature, sealed_at)
  select organization_id, 1, '', '', at from one`;

/** Two organizations with a row in every table, and a bare connection of the role that Botmint has. */
async function openTwo() {
  const world = await openWorld();
  const organizations: string[] = [];
  for (const team of ['T0ONE', 'T0TWO']) {
    const alice = await world.person('alice', team);
    organizations.push(alice.organizationId);
    await world.ask(alice, 'bots create', { username: 'steve' });
    await issue(world, alice, 'steve');
    await rows(world, IN_EACH_TABLE.replaceAll('$organization', `'${alice.organizationId}'::uuid`));
  }
  const client = new Client(world.databaseUrl);
  await client.connect();
  const [one = '', two = ''] = organizations;
  return {
    world,
    one,
    two,
    client,
    tables: await tablesOfOrganizations(world),
    /** Within a transaction of one organization that is taken back. How many rows the statement touched. */
    within: async (organization: string, ...statements: string[]): Promise<number> => {
      await client.query('begin');
      try {
        await client.query("select set_config('app.organization', $1, true)", [organization]);
        let touched = 0;
        for (const statement of statements) touched = (await client.query(statement)).rowCount ?? 0;
        return touched;
      } finally {
        await client.query('rollback');
      }
    },
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** The columns that are given, and not computed. */
async function columnsOf(world: World, table: string): Promise<string> {
  const found = await rows(
    world,
    `select string_agg(column_name, ', ') as columns from information_schema.columns
     where table_schema = 'public' and table_name = '${table}' and is_generated = 'NEVER'
       and identity_generation is distinct from 'ALWAYS'`,
  );
  return String(found[0]?.['columns']);
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof DatabaseError ? error.code : String(error)),
  );
}

describe('every table that holds an organization', () => {
  test('is known: all others are listed by name', async () => {
    await using two = await openTwo();
    const all = await rows(two.world, "select tablename from pg_tables where schemaname = 'public'");
    const others = all.map(({ tablename }) => String(tablename)).filter((name) => !two.tables.includes(name));
    expect(others.toSorted()).toEqual(OF_NONE);
    expect(two.tables).toEqual(expect.arrayContaining(['audit_entry', 'bot', 'member', 'token']));
  });

  test('shows, changes and deletes nothing of another, while the one who may sees both', async () => {
    await using two = await openTwo();
    for (const table of two.tables) {
      const other = `where organization_id = '${two.two}'`;
      const change = `update ${table} set organization_id = organization_id ${other}`;
      const seen = {
        table,
        control: await two.within('*', `select from ${table} ${other}`),
        controlOfChange: await two.within('*', change),
        own: await two.within(two.two, `select from ${table} ${other}`),
        shown: await two.within(two.one, `select from ${table} ${other}`),
        changed: await two.within(two.one, change),
        deleted: await two.within(two.one, `delete from ${table} ${other}`),
        unset: await two.within('', `select from ${table}`),
      };
      const { control } = seen;
      if (control === 0) throw new Error(`${table} has no row to look at: make one in openTwo`);
      expect(seen).toMatchObject({
        controlOfChange: control,
        own: control,
        shown: 0,
        changed: 0,
        deleted: 0,
        unset: 0,
      });
    }
    expect(await two.within(two.one, `select from organization where id = '${two.two}'`)).toBe(0);
    expect(await two.within('*', `select from organization where id = '${two.two}'`)).toBe(1);
  });

  test('takes no row of another', async () => {
    await using two = await openTwo();
    const switchTo = `set local app.organization = '${two.one}'`;
    for (const table of two.tables) {
      const copy = `create temp table copied as select * from ${table} where organization_id = '${two.two}'`;
      const columns = await columnsOf(two.world, table);
      const insert = `insert into ${table} (${columns}) select ${columns} from copied`;
      // Who may see both gets as far as the primary key.
      const codes = [
        await codeOf(two.within('*', copy, switchTo, insert)),
        await codeOf(two.within('*', copy, insert)),
      ];
      expect([table, ...codes]).toEqual([table, '42501', '23505']);
    }
  });

  test('is under a policy that binds its owner too', async () => {
    await using two = await openTwo();
    const bound = await rows(
      two.world,
      `select relname from pg_class join pg_policy on polrelid = pg_class.oid
       where relrowsecurity and relforcerowsecurity and polcmd = '*' and polroles = '{0}' order by relname`,
    );
    expect(bound.map(({ relname }) => relname)).toEqual([...two.tables, 'organization'].toSorted());
  });

  test('has the organization first in its primary key, and in its foreign keys to others like it', async () => {
    await using two = await openTwo();
    const keys = await rows(
      two.world,
      `select conrelid::regclass::text as table, contype, confrelid::regclass::text as target,
              (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as first,
              (select attname from pg_attribute where attrelid = confrelid and attnum = confkey[1]) as first_there
       from pg_constraint where contype in ('p', 'f') and connamespace = 'public'::regnamespace`,
    );
    const ours = keys.filter(({ table }) => two.tables.includes(String(table)));
    expect(ours.filter(({ first }) => first !== 'organization_id')).toEqual([]);
    const between = ours.filter(({ target }) => two.tables.includes(String(target)));
    expect(between.filter((key) => key['first_there'] !== 'organization_id')).toEqual([]);
    expect(ours.filter(({ contype }) => contype === 'p')).toHaveLength(two.tables.length);
    expect(between.length).toBeGreaterThan(3);
  });
});
