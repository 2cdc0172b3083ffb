import { sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * That a row is of the transaction's organization. The policy says so already, but with an OR that lets no index be
 * used: with 40,000 bots in 20 organizations a page of bots takes 19 ms without this, and 4 with it.
 */
export const within = (table: keyof Tables) =>
  sql<boolean>`${sql.ref(`${table}.organization_id`)} = current_setting('app.organization')::uuid`;
