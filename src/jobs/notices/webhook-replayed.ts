import { bold, counted, say } from '../../core/text.ts';
import * as replays from '../../store/webhook-replays.ts';
import type { Compose } from './compose.ts';

/** All that was asked to be sent again stands in line, or it came to an end before; of a webhook that is gone, nothing. */
export const webhookReplayed: Compose<'webhook_replayed'> = async ({ replay: id }, { db }) => {
  const replay = await replays.find(db, id);
  if (!replay || replay.webhook_deleted_at) return undefined;
  const { webhook_name: name, done, skipped, total } = replay;
  const buttons = [
    { label: 'Show', command: 'webhooks show', input: { webhook: name } },
    { label: 'Deliveries', command: 'webhooks deliveries', input: { webhook: name } },
  ];
  if (done + skipped < total)
    return {
      text: say`The replay of ${bold(name)} stopped at ${done} of ${counted(total, 'event')}, as the webhook was disabled. When it works again, resume it and replay the rest.`,
      buttons,
    };
  const passedOver =
    skipped === 0
      ? ''
      : ` ${skipped} more could not be: what ${skipped === 1 ? 'it was' : 'they were'} to say is not kept any more, or stood in line already.`;
  return {
    text: say`The replay of ${bold(name)} is ready: ${counted(done, 'event')} stand${done === 1 ? 's' : ''} in line again, behind what comes now.${passedOver}`,
    buttons,
  };
};
