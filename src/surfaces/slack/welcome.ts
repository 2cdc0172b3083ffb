import type { WebClient } from '@slack/web-api';
import { bold, command, say } from '../../core/text.ts';
import { blocksOf, fallback } from './blocks.ts';

/** What a newcomer reads first: what this is, what to type, how to be somebody else. */
const LINES = [
  say`${bold('Botmint')} keeps bots and their tokens. This is a workspace of your own: nothing in it leaves this machine.`,
  say`Type ${command('bots create steve')} below to make a bot, then ${command('tokens issue')} to give it a token.`,
  say`You begin as alice, an admin. To be bob, a member, or carol, a guest, switch at the top left.`,
];

/** Posts the welcome in #general, unless it was posted before. */
export async function welcome(client: WebClient): Promise<void> {
  const { user_id: ourselves } = await client.auth.test();
  const { channels = [] } = await client.conversations.list({ types: 'public_channel', limit: 200 });
  const general = channels.find((channel) => channel.is_general)?.id;
  if (general === undefined) return;
  const { messages = [] } = await client.conversations.history({ channel: general, limit: 200 });
  if (messages.some((message) => message.user === ourselves)) return;
  const text = say`Welcome.`;
  const lines = LINES.map((line) => ({ text: line }));
  await client.chat.postMessage({
    channel: general,
    text: fallback({ text }),
    blocks: blocksOf({ text: [], lines }),
  });
}
