import { sql } from 'kysely';
import * as actors from '../../src/commands/actors.ts';
import type { Deps } from '../../src/commands/execute.ts';
import type { Scope } from '../../src/core/scopes.ts';
import { hashOf, hintOf, mintOpaque } from '../../src/core/tokens.ts';
import { person } from './installation.ts';

/** So many bots, each with a token that lives a day: written as rows, for to ask for each would take minutes. */
export async function issueMany(
  deps: Deps,
  count: number,
  format: string,
  tier: string,
  scopes: Scope[] = ['bots:read'],
): Promise<string[]> {
  const { clock, ids, issuer, random, database } = deps;
  const owner = await actors.ofSlackUser(person, deps);
  const issuedAt = clock.now();
  const expiresAt = new Date(issuedAt.getTime() + 86_400_000);
  const name = Buffer.from(random.bytes(4)).toString('hex');
  const made = await Promise.all(
    Array.from({ length: count }, async (_none, index) => {
      const [botId, tokenId] = [ids.make<'bot'>(), ids.make<'token'>()];
      const claims = {
        tokenId,
        botId,
        organizationId: owner.organizationId,
        scopes,
        issuedAt,
        expiresAt,
      } as const;
      const token = format === 'jwt' ? await issuer.sign(claims) : mintOpaque(random);
      return { botId, tokenId, username: `${name}-${index}`, token };
    }),
  );
  const column = <Value>(of: (each: (typeof made)[number]) => Value) => sql.val(made.map(of));
  await sql`insert into bot (organization_id, id, username, display_name, owner_id, tier, created_at)
    select ${owner.organizationId}, id, name, name, ${owner.id}, ${tier}, ${issuedAt}
    from unnest(${column(({ botId }) => botId)}::uuid[], ${column(({ username }) => username)}::text[]) as made (id, name)`.execute(
    database.across,
  );
  await sql`insert into token (organization_id, id, bot_id, format, hash, hint, scopes, created_by_member, created_at,
      expires_at, family_id, shown_at)
    select ${owner.organizationId}, id, bot_id, ${format}, hash, hint, ${sql.val(scopes)}::text[], ${owner.id}, ${issuedAt},
      ${expiresAt}, id, ${issuedAt}
    from unnest(${column(({ tokenId }) => tokenId)}::uuid[], ${column(({ botId }) => botId)}::uuid[],
      ${column(({ token }) => hashOf(token))}::bytea[], ${column(({ token }) => hintOf(token))}::text[])
      as made (id, bot_id, hash, hint)`.execute(database.across);
  return made.map(({ token }) => token.reveal());
}
