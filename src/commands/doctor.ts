import { z } from 'zod';
import { counted, say } from '../core/text.ts';
import { defineCommand } from './declare.ts';

const Check = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() });

const Checks = z.array(Check);

export const doctor = defineCommand({
  name: 'doctor',
  title: 'Check Botmint',
  summary: 'Check what Botmint stands on, and say what to do.',
  example: 'doctor',
  effect: 'read',
  confirm: false,
  scope: 'organization:read',
  by: 'either',
  http: 'GET /api/v1/doctor',
  input: z.strictObject({}),
  positional: [],
  output: z.object({ healthy: z.boolean(), checks: Checks }),

  async reach({ checks }) {
    return async () =>
      Promise.all(
        Object.entries(checks).map(async ([name, look]) => {
          const { isOk: ok, detail } = await look();
          return { name, ok, detail };
        }),
      );
  },

  async run(_context, _input, reached: z.output<typeof Checks>) {
    return { healthy: reached.every(({ ok }) => ok), checks: reached };
  },

  say({ healthy, checks }) {
    const bad = checks.filter(({ ok }) => !ok).length;
    return {
      text: healthy
        ? say`Everything that Botmint stands on is well.`
        : say`${counted(bad, 'thing')} ${bad === 1 ? 'is' : 'are'} not well.`,
      table: {
        columns: ['What', 'State', 'Detail'],
        rows: checks.map(({ name, ok, detail }) => [
          say`${name}`,
          say`${ok ? 'ok' : 'not ok'}`,
          say`${detail}`,
        ]),
      },
    };
  },
});
