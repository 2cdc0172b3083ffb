import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What Slack's own reference says of its methods, collected beside the project; not everybody has it. */
const PATH =
  process.env['SLACK_METHODS_FILE'] ??
  join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'slack-methods.json');

const scopes = z.array(z.string()).default([]);

const Documented = z.object({
  tier: z.string().nullable(),
  /** Of a few the reference has text only. */
  scope: z.object({ bot: scopes, user: scopes }).catch({ bot: [], user: [] }),
  user_only: z.boolean().default(false),
  errors: z.array(z.string()).default([]),
});
export type Documented = z.infer<typeof Documented>;

export const ABSENT = `Looked at nothing: ${PATH} is not there.`;

/** Undefined where there is none. */
export function documentedMethods(): Record<string, Documented> | undefined {
  if (!existsSync(PATH)) return undefined;
  return z.record(z.string(), Documented).parse(JSON.parse(readFileSync(PATH, 'utf8')));
}

/** What only this workspace has: what a person's own client says to it. */
export function isOwn(method: string): boolean {
  const own = ['chat.command', 'blocks.actions', 'blocks.suggest', 'views.submit', 'views.close'];
  return method.startsWith('client.') || own.includes(method);
}
