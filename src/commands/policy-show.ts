import { z } from 'zod';
import { bold, command, say } from '../core/text.ts';
import * as policies from '../store/policies.ts';
import { defineCommand } from './declare.ts';
import { PolicyShape, termsOf } from './policy-words.ts';

export const policyShow = defineCommand({
  name: 'policy show',
  title: 'Policy',
  summary: 'Show how long tokens live here, and what has to be approved.',
  example: 'policy show',
  effect: 'read',
  confirm: false,
  scope: 'organization:read',
  by: 'either',
  http: 'GET /api/v1/policy',
  input: z.strictObject({}),
  positional: [],
  output: PolicyShape,

  async run({ db, actor }) {
    return policies.find(db, actor.organizationId);
  },

  say(policy, { actor }) {
    const change = command('policy set --longest 90d --default-expiry 90d');
    return {
      text: say`What holds for every bot and token here:`,
      lines: termsOf(policy).map(([name, words]) => ({ text: say`${bold(name)}: ${words}` })),
      note: actor.scopes.has('organization:write')
        ? say`To change it: ${change}. What it would end is told first.`
        : say`An admin can change it.`,
    };
  },
});
