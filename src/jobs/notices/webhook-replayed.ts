import { bold, counted, say } from '../../core/text.ts';
import * as replays from '../../store/webhook-replays.ts';
import type { Compose } from './compose.ts';

/** All that was asked to be sent again stands in line. */
export const webhookReplayed: Compose<'webhook_replayed'> = async ({ replay: id }, { db }) => {
  const replay = await replays.find(db, id);
  if (!replay) return undefined;
  const passedOver =
    replay.skipped === 0
      ? ''
      : ` ${counted(replay.skipped, 'delivery')} could not be: it is not kept any more.`;
  return {
    text: say`The replay of ${bold(replay.webhook_name)} is done: ${counted(replay.done, 'event')} sent again.${passedOver}`,
    buttons: [{ label: 'Show it', command: 'webhooks show', input: { webhook: replay.webhook_name } }],
  };
};
