import { z } from 'zod';
import type { Host } from '../host/host.ts';
import { defineCommand, idWord, said } from './declare.ts';
import { type ShownClone, shownClone } from './shown.ts';
import { TEMPLATES } from './spin.ts';

export const ls = defineCommand({
  name: 'ls',
  summary: 'List the workspaces of this machine.',
  example: 'clone ls',
  flags: [{ name: 'templates', label: 'Templates', hint: 'List what can be made instead.', flag: true }],
  input: z.object({ templates: said }),
  async run(host, { templates }) {
    if (templates) return listTemplates();
    return list(host);
  },
});

export const status = defineCommand({
  name: 'status',
  summary: 'Say how a workspace is, or all of them.',
  example: 'clone status slack-local',
  words: [{ ...idWord, required: false }],
  input: z.object({ id: z.string().optional() }),
  async run(host, { id }) {
    if (id === undefined) return list(host);
    const shown = await shownClone(host.find(id));
    return { output: { ...shown }, lines: factsOf(shown) };
  },
});

async function list(host: Host) {
  const clones = await Promise.all(host.list().map(shownClone));
  return {
    output: { clones },
    ...(clones.length === 0
      ? { lines: ['No workspaces yet. Make one: `botmint clone spin slack`'] }
      : {
          table: {
            columns: ['Id', 'Name', 'Mode', 'State', 'URL', 'Seed'],
            rows: clones.map(({ id, name, mode, state, endpoints, seed }) => [
              id,
              name,
              mode,
              state,
              endpoints.web ?? endpoints.api,
              seed?.fixture ?? '',
            ]),
          },
        }),
  };
}

function listTemplates() {
  return {
    output: { templates: TEMPLATES },
    table: {
      columns: ['Template', 'Modes'],
      rows: TEMPLATES.map(({ name, modes }) => [name, modes.join(', ')]),
    },
  };
}

function factsOf(shown: ShownClone): string[] {
  const { id, name, mode, state, reason, endpoints, tokens, seed, database, createdAt } = shown;
  const facts = [
    ['State', state],
    ['Why', reason ?? ''],
    ['Name', name],
    ['Mode', mode],
    ['Page', endpoints.web ?? ''],
    ['API', endpoints.api],
    ['Seed', seed?.fixture ?? ''],
    ['App', tokens.appId ?? ''],
    ['Workspace', tokens.workspaceId ?? ''],
    ['Schema', database],
    ['Made', createdAt ?? ''],
  ];
  const given = facts.filter(([, value]) => value !== '');
  return [id, ...given.map(([label = '', value = '']) => `  ${label.padEnd(9)}  ${value}`)];
}
