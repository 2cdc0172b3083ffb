import { z } from 'zod';
import { mayDo, SCOPES } from '../core/scopes.ts';
import { bold, code, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import * as tokens from '../store/tokens.ts';
import { defineCommand } from './declare.ts';
import { hints } from './inputs.ts';
import { hashIfOurs } from './presented.ts';

const Suspect = z.string().max(6000).register(hints, {
  label: 'Token',
  hint: 'The token itself. It is looked at and not kept.',
});

export const tokensInspect = defineCommand({
  name: 'tokens inspect',
  title: 'Inspect a token',
  summary: 'Say whose a token is and what it may do.',
  example: 'tokens inspect --token af_bot_0123',
  effect: 'read',
  audited: true,
  confirm: false,
  scope: 'tokens:introspect',
  by: 'either',
  http: 'POST /api/v1/tokens/inspect',
  input: z.strictObject({ token: Suspect }),
  positional: [],
  output: z.union([
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      id: z.string(),
      username: z.string(),
      bot_id: z.string(),
      scopes: z.array(z.enum(SCOPES)),
      format: z.enum(['jwt', 'opaque']),
      created_at: z.date(),
      expires_at: z.date(),
    }),
  ]),

  async run({ db, clock, issuer }, { token: text }) {
    const hash = await hashIfOurs(text, issuer);
    const token = hash && (await tokens.findByHash(db, hash));
    const isAlive = token && !token.revoked_at && !token.frozen_at && token.expires_at > clock.now();
    if (!isAlive) return { active: false as const };
    const { id, username, bot_id, scopes, format, created_at, expires_at } = token;
    return { active: true as const, id, username, bot_id, scopes, format, created_at, expires_at };
  },

  say(output) {
    if (!output.active) return { text: say`This is no token of ours that is alive.` };
    return {
      text: say`${code(shortId(output.id))} of ${bold(output.username)}, which ${mayDo(output.scopes)}.`,
    };
  },
});
