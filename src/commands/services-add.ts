import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { SERVICE_TYPES, serviceKind, type ServiceType } from '../core/services.ts';
import { code, command, quoted, say } from '../core/text.ts';
import { holdsToken } from '../core/tokens.ts';
import * as services from '../store/services.ts';
import { type Choice, defineCommand } from './declare.ts';
import { hints, refuse, textRead } from './inputs.ts';
import { named, ServiceLabel } from './registered.ts';

const Type = z.enum(SERVICE_TYPES).register(hints, {
  label: 'Service Type',
  hint: 'Which kind of service it is.',
  short: 't',
  placeholder: 'github',
});

/** As long as an option of a select can be. */
const LONGEST = 150;

const ExternalId = textRead(readExternalId).register(hints, {
  label: 'External ID',
  hint: 'Which one of that kind: its organization, domain, account or the like.',
  short: 'e',
  placeholder: 'acme',
});

function readExternalId(text: string): string {
  const id = text.trim();
  if (holdsToken(id)) return refuse(say`That is a token, and an external id is seen by everybody.`);
  if (id === '' || /[\s\p{Cc}]/u.test(id)) return refuse(say`An external id is one word, without spaces.`);
  const { length } = Array.from(id);
  return length > LONGEST
    ? refuse(say`An external id has at most ${LONGEST} characters, and this one has ${length}.`)
    : id;
}

export const servicesAdd = defineCommand({
  name: 'services add',
  title: 'Add a service',
  summary: 'Register a service that bots can have an identity in.',
  example: 'services add github acme -l "Our code"',
  effect: 'write',
  confirm: false,
  scope: 'services:write',
  by: 'either',
  http: 'POST /api/v1/services',
  input: z.strictObject({ service_type: Type, external_id: ExternalId, label: ServiceLabel.optional() }),
  positional: ['service_type', 'external_id'],
  refuses: ['service_already_exists'],
  output: z.object({
    service_type: z.string(),
    external_id: z.string(),
    label: z.string().nullable(),
    created_at: z.date(),
  }),
  choices: { service_type: { offer: async () => SERVICE_TYPES.map(choice) } },

  async run({ db, ids, clock, actor }, { service_type, external_id, label = null }) {
    refuseUnfit(service_type, external_id);
    const service = await services.insert(db, {
      organization_id: actor.organizationId,
      id: ids.make(),
      service_type,
      external_id,
      label,
      created_at: clock.now(),
    });
    if (!service) throw alreadyThere(service_type, external_id);
    return service;
  },

  say(service) {
    const line = `bots update-identity steve -t ${service.service_type} -e ${service.external_id}`;
    return {
      text: say`${named(service)} is registered. A bot's name in it: ${command(line)}`,
    };
  },
});

/** What its external id is, beside its name: `AWS IAM · account`. */
function choice(word: ServiceType): Choice {
  const { name, external } = serviceKind(word);
  return { value: word, label: `${name} · ${external}` };
}

function refuseUnfit(type: ServiceType, id: string): void {
  const { name, external, fits, rule = '', example } = serviceKind(type);
  if (!fits || fits.test(id)) return;
  throw new AppError(
    'invalid_input',
    say`${quoted(id)} is no ${external} of ${name}. ${rule} As in ${code(example)}.`,
    { field: 'external_id' },
  );
}

function alreadyThere(service_type: ServiceType, external_id: string): AppError {
  const list = command('services list');
  return new AppError(
    'service_already_exists',
    say`${named({ service_type, external_id })} is registered already. ${list} shows it with its bots.`,
    { field: 'external_id' },
  );
}
