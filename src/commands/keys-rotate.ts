import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { code, say } from '../core/text.ts';
import * as signingKeys from '../store/signing-keys.ts';
import { defineCommand } from './declare.ts';

export const keysRotate = defineCommand({
  name: 'keys rotate',
  title: 'Rotate the signing key',
  summary: 'Sign with a new key from now on; tokens that are there stay valid.',
  example: 'keys rotate',
  effect: 'destroy',
  confirm: true,
  scope: 'organization:write',
  by: 'member',
  http: 'POST /api/v1/keys/rotate',
  input: z.strictObject({}),
  positional: [],
  refuses: ['already_done'],
  output: z.object({ kid: z.string(), retired: z.string() }),

  async question() {
    return {
      title: 'Rotate the signing key?',
      text: say`New tokens are signed with a new key from now on. The old key signs no more, for any organization here, and still verifies: every token that it signed stays valid until it ends.`,
      yes: 'Rotate the key',
      no: 'Keep',
    };
  },

  async run(context) {
    const { db, clock, issuer } = context;
    const at = clock.now();
    const retired = await signingKeys.retire(db, at);
    if (retired === undefined)
      throw new AppError('already_done', say`The key was rotated by somebody else just now.`);
    const key = await issuer.newKey();
    await signingKeys.insert(db, key, at);
    context.forget({ keys: true });
    return { kid: key.kid, retired };
  },

  say({ kid, retired }) {
    return {
      text: say`${code(kid)} signs from now on. ${code(retired)} signs no more and still verifies: tokens that it signed stay valid until they end.`,
      note: say`Whoever checks our JWTs finds both keys at ${code('/.well-known/jwks.json')}.`,
    };
  },
});
