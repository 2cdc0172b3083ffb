import { sql } from 'kysely';

/**
 * That a token is alive at `at`, now or in the past: what became of a token later has a time of its own, but for a use
 * that was counted down. Its bot may be deleted.
 */
export const aliveAt = (at: Date) =>
  sql<boolean>`(token.created_at <= ${at} and token.expires_at > ${at}
    and (token.revoked_at is null or token.revoked_at > ${at})
    and (token.grace_ends_at is null or token.grace_ends_at > ${at})
    and token.uses_left is distinct from 0)`;
