import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** What a bot is called in a service. */
export interface BotIdentity {
  bot_id: Id<'bot'>;
  service_type: string;
  external_id: string;
  value: string;
}

/** The services in which any bot that is not deleted has an identity, by their keys. */
export async function servicesInUse(db: Db): Promise<Pick<BotIdentity, 'service_type' | 'external_id'>[]> {
  return db
    .selectFrom('service')
    .select(['service_type', 'external_id'])
    .where(within('service'))
    .where((service) =>
      service.exists(
        service
          .selectFrom('identity')
          .innerJoin('bot', (join) =>
            join
              .onRef('bot.organization_id', '=', 'identity.organization_id')
              .onRef('bot.id', '=', 'identity.bot_id'),
          )
          .select('identity.bot_id')
          .whereRef('identity.organization_id', '=', 'service.organization_id')
          .whereRef('identity.service_id', '=', 'service.id')
          .where('bot.deleted_at', 'is', null),
      ),
    )
    .orderBy('service_type')
    .orderBy('external_id')
    .execute();
}

/** The identities of these bots, by the keys of their services. */
export async function listOfBots(db: Db, bots: readonly Id<'bot'>[]): Promise<BotIdentity[]> {
  if (bots.length === 0) return [];
  return db
    .selectFrom('identity')
    .innerJoin('service', (join) =>
      join
        .onRef('service.organization_id', '=', 'identity.organization_id')
        .onRef('service.id', '=', 'identity.service_id'),
    )
    .select(['identity.bot_id', 'service.service_type', 'service.external_id', 'identity.value'])
    .where(within('identity'))
    .where('identity.bot_id', 'in', bots)
    .orderBy('service.service_type')
    .orderBy('service.external_id')
    .execute();
}
