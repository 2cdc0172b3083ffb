import { z } from 'zod';
import { timestamp } from '../api/argument.ts';
import { defineMethod } from '../api/method.ts';
import { visiblePlace } from '../conversations/channel.ts';
import { permalink } from '../conversations/permalink.ts';
import { standingMessage } from '../conversations/writable.ts';

export const chatGetPermalink = defineMethod({
  name: 'chat.getPermalink',
  tier: 't5',
  scopes: { bot: [], user: [] },
  input: z.object({ channel: z.string(), message_ts: timestamp }),
  async run({ workspace, caller }, { channel: name, message_ts }) {
    const channel = await visiblePlace(workspace, caller, name);
    const message = await standingMessage(workspace, channel.id, message_ts);
    return { channel: channel.id, permalink: permalink(workspace.address, message) };
  },
});
