import { AppError } from '../core/errors.ts';
import { bold, code, command, say } from '../core/text.ts';
import * as homeservers from '../store/homeservers.ts';
import type { ServiceKey } from '../store/services.ts';
import type { Context } from './declare.ts';

/** Whether this service is the homeserver on which bots are users: Botmint keeps it and their names in it. */
async function isOwnHomeserver(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { service_type: type, external_id: id }: ServiceKey,
): Promise<boolean> {
  if (type !== 'matrix') return false;
  return (await homeservers.find(db, actor.organizationId))?.server === id;
}

/** @throws AppError forbidden for what a bot is called on the homeserver. */
export async function refuseOwnName(context: Context, username: string, key: ServiceKey): Promise<void> {
  if (!(await isOwnHomeserver(context, key))) return;
  const sentence = say`${bold(username)} is a user of ${code(key.external_id)} by a name that Botmint gives it, for as long as it exists. ${command(`bots show ${username}`)} shows which.`;
  throw new AppError('forbidden', sentence, { field: 'external_id' });
}

/** @throws AppError forbidden for the homeserver itself. */
export async function refuseOwnHomeserver(context: Context, key: ServiceKey): Promise<void> {
  if (!(await isOwnHomeserver(context, key))) return;
  const sentence = say`${code(key.external_id)} stays as it is: Botmint lives on that homeserver, and every bot is a user of it. ${command('services list')} shows the others.`;
  throw new AppError('forbidden', sentence, { field: 'external_id' });
}
