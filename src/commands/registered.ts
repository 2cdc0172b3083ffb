import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { serviceKind } from '../core/services.ts';
import { bold, code, command, say } from '../core/text.ts';
import * as services from '../store/services.ts';
import type { Choice, Choices, Context } from './declare.ts';
import { hints, readLabel, textRead } from './inputs.ts';

/** The two inputs that name a service which is registered, and what there is to choose for them. */
export const RegisteredType = z.string().max(100).register(hints, {
  label: 'Service Type',
  hint: 'Which kind of service, of those that are registered here.',
  short: 't',
  placeholder: 'github',
});

export const RegisteredId = z.string().max(200).register(hints, {
  label: 'External ID',
  hint: 'Which one of that kind.',
  short: 'e',
  placeholder: 'acme',
});

export const ServiceLabel = textRead(readLabel).register(hints, {
  label: 'Label',
  hint: 'What people call it, in 1 to 100 characters.',
  short: 'l',
  placeholder: 'Our code',
});

const type: Choices = {
  async offer({ db }) {
    const found = await services.types(db);
    if (found.length === 0) throw noService();
    return found.map(({ service_type }) => typeChoice(service_type));
  },
  only: ({ label }) => say`${bold(label)} is the one kind of service here.`,
};

const externalId: Choices = {
  after: ['service_type'],
  async offer({ db }, { service_type = '' }) {
    const found = await services.ofType(db, service_type);
    return found.map((service) => ({ value: service.external_id, label: labelOf(service) }));
  },
  only({ value }, { service_type = '' }) {
    const { name, external } = serviceKind(service_type);
    return say`${name} has one ${external} here: ${code(value)}.`;
  },
};

/** As `choices` of a command with the inputs `service_type` and `external_id`. */
export const registered = { service_type: type, external_id: externalId };

export const typeChoice = (word: string): Choice => ({ value: word, label: serviceKind(word).name });

const labelOf = ({ external_id, label }: { external_id: string; label: string | null }): string =>
  (label === null ? external_id : `${external_id} · ${label}`).slice(0, 75);

/** "GitHub `acme`": what people call a service. */
export const named = ({ service_type, external_id }: services.ServiceKey) =>
  say`${serviceKind(service_type).name} ${code(external_id)}`;

/** The service that was chosen, which somebody may have removed since. */
export async function registeredService(
  { db }: Context,
  key: services.ServiceKey,
  find: typeof services.find,
): Promise<services.Service> {
  const service = await find(db, key);
  if (service) return service;
  throw new AppError(
    'unknown_service',
    say`There is no ${named(key)} here any more. ${command('services list')} shows what there is.`,
    { field: 'external_id' },
  );
}

function noService(): AppError {
  return new AppError(
    'unknown_service',
    say`No service is registered here yet. An admin registers one: ${command('services add github acme')}`,
    { field: 'service_type' },
  );
}
