import { z } from 'zod';
import { command, say } from '../core/text.ts';
import * as services from '../store/services.ts';
import { defineCommand } from './declare.ts';
import { refuseOwnHomeserver } from './own-homeserver.ts';
import {
  named,
  registered,
  RegisteredId,
  registeredService,
  RegisteredType,
  ServiceLabel,
} from './registered.ts';

export const servicesUpdate = defineCommand({
  name: 'services update',
  title: 'Label a service',
  summary: 'Give a service another label.',
  example: 'services update github acme -l "Our code"',
  effect: 'write',
  confirm: false,
  scope: 'services:write',
  by: 'either',
  http: 'PUT /api/v1/services',
  input: z.strictObject({ service_type: RegisteredType, external_id: RegisteredId, label: ServiceLabel }),
  positional: ['service_type', 'external_id'],
  refuses: ['unknown_service', 'forbidden'],
  output: z.object({
    service_type: z.string(),
    external_id: z.string(),
    label: z.string(),
    old_label: z.string().nullable(),
  }),
  choices: registered,

  async run(context, { label, ...key }) {
    await refuseOwnHomeserver(context, key);
    const service = await registeredService(context, key, services.lock);
    await services.setLabel(context.db, service.id, label);
    return { ...key, label, old_label: service.label };
  },

  say({ label, old_label: old, ...key }) {
    const before = old === null ? 'it had no label before' : `before, it was ${old}`;
    return {
      text: say`${named(key)} is labelled ${label}; ${before}. ${command('services list')} shows all.`,
    };
  },
});
