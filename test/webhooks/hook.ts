import type { Id } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import * as webhookSecrets from '../../src/store/webhook-secrets.ts';
import * as webhooks from '../../src/store/webhooks.ts';
import type { Deps } from '../../src/commands/execute.ts';
import * as bots from '../../src/store/bots.ts';

export const SECRET = 'correct-horse-battery-staple-42';

/** Gives a bot a webhook behind the back of every command, signed with `SECRET`. Resolves with its id. */
export async function giveWebhook(
  { database, ids, clock, vault }: Pick<Deps, 'database' | 'ids' | 'clock' | 'vault'>,
  organization: Id<'organization'>,
  username: string,
  webhook: Partial<Parameters<typeof webhooks.insert>[1]> & { url: string },
): Promise<Id<'webhook'>> {
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const at = clock.now();
  const bot = await bots.findByUsername(db, username, at);
  if (!bot) throw new Error(`there is no bot ${username}`);
  const id = ids.make<'webhook'>();
  const row = {
    organization_id: organization,
    id,
    bot_id: bot.id,
    name: 'default',
    scheme: 'agentflow',
  } as const;
  await webhooks.insert(db, { ...row, created_at: at, updated_at: at, ...webhook });
  const place = { organization_id: organization, id: ids.make<'webhook_secret'>() };
  const sealed = vault.seal(new Secret(SECRET), webhookSecrets.placeOf(place));
  await webhookSecrets.replace(db, { ...place, webhook_id: id, sealed, created_at: at }, at);
  await transaction.commit();
  return id;
}
