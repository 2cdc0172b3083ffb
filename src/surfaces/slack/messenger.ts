import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Document } from '../../core/document.ts';
import type { Id } from '../../core/ids.ts';
import { type Clock, type Messenger, NotNow, type Recipient, Unreachable } from '../../core/ports.ts';
import { blocksOf, fallback } from './blocks.ts';
import type { Workspaces } from './workspaces.ts';

/** What our messages note down for ourselves: people are never shown it. */
const NOTICE = 'botmint_notice';

/** What Slack answers when nobody can be told there, however often it is tried. */
const GONE = new Set([
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
]);

/** How long before the message the conversation may be looked at; a call to say it takes two seconds at most. */
const LOOKING_MS = 2000;
/** Slack's clock and ours may differ by that much. */
const SKEW_SECONDS = 300;

/** How long finding the workspace of somebody may take: what follows takes four seconds and more. */
const FINDING_MS = 500;

/** Says things to each organization in its own workspace. */
export function messengerIn(workspaces: Workspaces, clock: Clock): Messenger {
  const of = async (organization: Id<'organization'>): Promise<Messenger> => {
    const begun = clock.elapsed();
    const workspace = await workspaces.ofOrganization(organization);
    if (!workspace) throw new Unreachable('Botmint is not installed in their workspace');
    if (clock.elapsed() > begun + FINDING_MS) throw new Error('finding the workspace took too long');
    return workspace.messenger;
  };
  return {
    say: async (to, ...asked) => (await of(to.organization)).say(to, ...asked),
    replace: async (place, document, organization) =>
      (await of(organization)).replace(place, document, organization),
  };
}

/** Says things as the app of one workspace, in direct messages and channels. */
export function slackMessenger(client: WebClient, clock: Clock): Messenger {
  return {
    say: (to, document, key, triedSince) =>
      orRefused(async () => {
        const begun = clock.elapsed();
        const said = triedSince && (await find(client, to, key, triedSince));
        if (said !== undefined) return said;
        if (clock.elapsed() > begun + LOOKING_MS)
          throw new Error('looking whether it was said took too long');
        const { channel, ts } = await client.chat.postMessage({
          channel: addressOf(to),
          ...contentOf(document),
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: NOTICE, event_payload: { key } },
        });
        if (channel === undefined || ts === undefined)
          throw new Error('chat.postMessage answered without a place');
        return `${channel} ${ts}`;
      }),
    replace: (place, document) =>
      orRefused(async () => {
        const [channel = '', ts = ''] = place.split(' ');
        await client.chat.update({ channel, ts, ...contentOf(document) });
      }),
  };
}

function addressOf(to: Recipient): string {
  if ('channel' in to) return to.channel;
  if ('slackUserId' in to) return to.slackUserId;
  throw new Error('nobody who is in Slack');
}

const contentOf = (document: Document) => ({ text: fallback(document), blocks: blocksOf(document) });

const Noted = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.literal(NOTICE), event_payload: z.object({ key: z.string() }) }),
});

/** Where the message of this key stands, if it was said since. */
async function find(client: WebClient, to: Recipient, key: string, since: Date): Promise<string | undefined> {
  const channel = 'channel' in to ? to.channel : await directMessage(client, addressOf(to));
  const oldest = String(Math.floor(since.getTime() / 1000) - SKEW_SECONDS);
  let cursor: string | undefined;
  do {
    const page = await client.conversations.history({
      channel,
      oldest,
      limit: 200,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const message of page.messages ?? []) {
      const noted = Noted.safeParse(message).data;
      if (noted?.metadata.event_payload.key === key) return `${channel} ${noted.ts}`;
    }
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return undefined;
}

async function directMessage(client: WebClient, users: string): Promise<string> {
  const { channel } = await client.conversations.open({ users });
  if (channel?.id === undefined) throw new Error('conversations.open answered without a channel');
  return channel.id;
}

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) throw new NotNow(error.retryAfter);
    if (error instanceof WebAPIPlatformError && GONE.has(error.data.error))
      throw new Unreachable(error.data.error, { cause: error });
    throw error;
  }
}
