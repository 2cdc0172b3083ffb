import type { Generated } from 'kysely';

/** People and bot users; `bot_id` tells them apart. */
export interface MemberTable {
  id: string;
  name: string;
  real_name: string;
  tz: string;
  is_admin: Generated<boolean>;
  is_owner: Generated<boolean>;
  is_restricted: Generated<boolean>;
  is_ultra_restricted: Generated<boolean>;
  deleted: Generated<boolean>;
  bot_id: string | null;
  app_id: string | null;
  /** Null: a bot. Whoever is inserted without one gets `<name>@<domain>.example`. */
  email: Generated<string | null>;
  /** Null: it is the name. */
  display_name: Generated<string | null>;
  title: Generated<string>;
  phone: Generated<string>;
  pronouns: Generated<string>;
  status_text: Generated<string>;
  status_emoji: Generated<string>;
  /** Null: the status stays until it is changed. */
  status_until: Generated<Date | null>;
  /** Whether they said so themselves. */
  is_away: Generated<boolean>;
  /** Null: nothing was changed since they were made. */
  updated_at: Generated<Date | null>;
  created_at: Date;
}
