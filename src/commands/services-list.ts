import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Button, Line } from '../core/document.ts';
import { serviceKind } from '../core/services.ts';
import { bold, code, command, counted, say } from '../core/text.ts';
import * as homeservers from '../store/homeservers.ts';
import * as services from '../store/services.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';

const Row = z.object({
  service_type: z.string(),
  external_id: z.string(),
  label: z.string().nullable(),
  /** Bots that have an identity in it. */
  bot_count: z.int(),
  /** The homeserver that Botmint lives on, which nobody changes. */
  is_own: z.boolean(),
});

export const servicesList = defineCommand({
  name: 'services list',
  title: 'Services',
  summary: 'List the services that bots can have an identity in.',
  example: 'services list',
  effect: 'read',
  confirm: false,
  scope: 'services:read',
  by: 'either',
  http: 'GET /api/v1/services',
  input: z.strictObject({ limit: Limit, cursor: Cursor }),
  positional: [],
  output: z.object({ services: z.array(Row), total: z.int(), next_cursor: z.string().nullable() }),

  async run({ db, actor }, { limit, cursor }) {
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await services.list(db, { limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const own = (await homeservers.find(db, actor.organizationId))?.service;
    return {
      services: page.map((service) => ({ ...service, is_own: service.id === own })),
      total: await services.count(db),
      next_cursor: found.length > limit && last ? `${last.service_type}:${last.external_id}` : null,
    };
  },

  say({ services: rows, total, next_cursor: cursor }, { actor }) {
    const add = command('services add github acme');
    const mayChange = actor.scopes.has('services:write');
    if (total === 0) {
      const who = mayChange ? 'Register the first' : 'An admin registers the first';
      return { text: say`No services yet. ${who}: ${add}` };
    }
    return {
      text:
        rows.length < total
          ? say`${counted(total, 'service')}, ${rows.length} of them here.`
          : say`${counted(total, 'service')}.`,
      table: {
        columns: ['Service Type', 'External ID', 'Label', 'Bots'],
        rows: rows.map((row) => [
          say`${bold(row.service_type)}`,
          say`${code(row.external_id)}`,
          say`${row.label ?? ''}`,
          say`${row.bot_count}`,
        ]),
        ...(mayChange ? { lines: rows.map(lineOf) } : {}),
      },
      ...(cursor === null
        ? {}
        : { buttons: [{ label: 'More', command: 'services list', input: { cursor } }] }),
    };
  },
});

function lineOf(row: z.output<typeof Row>): Line {
  const { service_type, external_id, label, bot_count: bots } = row;
  const called = label === null ? '' : ` · ${label}`;
  return {
    text: say`${bold(serviceKind(service_type).name)} · ${code(external_id)}${called} · ${counted(bots, 'bot')}`,
    ...(row.is_own ? {} : { buttons: buttonsOf(row) }),
  };
}

function buttonsOf({ service_type, external_id, bot_count: bots }: z.output<typeof Row>): Button[] {
  const input = { service_type, external_id };
  return [
    { label: 'Label', command: 'services update', input },
    ...(bots === 0 ? [{ label: 'Remove', command: 'services remove', input, danger: true }] : []),
  ];
}

/** The page after this service, by its key: split at the first colon, as Sym's are. */
function readCursor(cursor: string): services.ServiceKey {
  const [, type, id] = /^([a-z_]+):([^\0]+)$/.exec(cursor) ?? [];
  if (type !== undefined && id !== undefined) return { service_type: type, external_id: id };
  throw new AppError(
    'invalid_input',
    say`This page is not there any more. ${command('services list')} begins anew.`,
    { field: 'cursor' },
  );
}
