import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { command, counted, say } from '../core/text.ts';
import * as identities from '../store/identities.ts';
import * as services from '../store/services.ts';
import { type Context, defineCommand } from './declare.ts';
import { refuseOwnHomeserver } from './own-homeserver.ts';
import { named, registered, RegisteredId, registeredService, RegisteredType } from './registered.ts';

export const servicesRemove = defineCommand({
  name: 'services remove',
  title: 'Remove a service',
  summary: 'Remove a service in which no bot has an identity.',
  example: 'services remove github acme',
  effect: 'destroy',
  confirm: true,
  scope: 'services:write',
  by: 'either',
  http: 'DELETE /api/v1/services',
  input: z.strictObject({ service_type: RegisteredType, external_id: RegisteredId }),
  positional: ['service_type', 'external_id'],
  refuses: ['unknown_service', 'referenced_object', 'forbidden'],
  output: z.object({ service_type: z.string(), external_id: z.string() }),
  choices: registered,

  async question(context, key) {
    await refuseOwnHomeserver(context, key);
    const service = await registeredService(context, key, services.find);
    await refuseReferenced(context, service);
    return {
      title: 'Remove this service?',
      text: say`Remove ${named(service)}? No bot has an identity in it.`,
      yes: 'Remove it',
      no: 'Keep',
    };
  },

  async run(context, key) {
    await refuseOwnHomeserver(context, key);
    const service = await registeredService(context, key, services.lock);
    await refuseReferenced(context, service);
    // What is left are identities of bots that are deleted.
    await identities.removeAllIn(context.db, service.id);
    await services.remove(context.db, service.id);
    return key;
  },

  say(key) {
    const line = `services add ${key.service_type} ${key.external_id}`;
    return { text: say`${named(key)} is removed. It can come back: ${command(line)}` };
  },
});

async function refuseReferenced({ db }: Context, service: services.Service): Promise<void> {
  const bots = await identities.countIn(db, service.id);
  if (bots === 0) return;
  const sentence = say`${named(service)} stays: ${counted(bots, 'bot')} ${bots === 1 ? 'has' : 'have'} an identity in it. ${command('bots delete-identity')} takes one away.`;
  throw new AppError('referenced_object', sentence, { field: 'external_id' });
}
