import { z } from 'zod';
import { timestamp } from '../api/argument.ts';
import { defineMethod } from '../api/method.ts';
import { takeShortcut } from '../interactions/shortcut.ts';
import { CLIENT } from './client.ts';

/** Answers when the app has acknowledged. What the app does comes by the event stream. */
export const clientShortcut = defineMethod({
  name: 'client.shortcut',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({
    app_id: z.string(),
    callback_id: z.string(),
    channel: z.string().optional(),
    message_ts: timestamp.optional(),
  }),
  async run({ workspace, caller }, taken) {
    await takeShortcut(workspace, caller, taken);
    return {};
  },
});
