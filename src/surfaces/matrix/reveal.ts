import { confirmShown } from '../../commands/confirm-shown.ts';
import type { Command } from '../../commands/declare.ts';
import { placeRedaction, planRedaction } from '../../commands/matrix-redactions.ts';
import { takeBack } from '../../commands/unshown.ts';
import type { Document } from '../../core/document.ts';
import { isForNow } from '../../core/homeserver-fault.ts';
import { HomeserverRefusal } from '../../core/matrix.ts';
import { joined, plain, say, type Text } from '../../core/text.ts';
import type { Asker } from './bot.ts';
import { contentOf } from './dress.ts';
import { present } from './pose.ts';

/** How long a secret stands in a room. */
const SHOWN_MS = 10 * 60_000;

/** What was asked for is wrong, and not we, nor that we ask. */
const UNSHOWABLE: ReadonlySet<number> = new Set([400, 403, 404, 413]);

const isUnshowable = (error: unknown): boolean =>
  error instanceof HomeserverRefusal && !isForNow(error) && UNSHOWABLE.has(error.status);

export interface Shown {
  command: Command;
  output: unknown;
  document: Document;
}

/**
 * Shows a secret where only the one who asked can see it, as was checked just before, and has it redacted after a while,
 * whatever becomes of this process. What the homeserver refuses to show is taken back.
 */
export async function reveal({ command, output, document }: Shown, asker: Asker): Promise<void> {
  const { actor, heard, bot } = asker;
  const { deps, homeserver } = bot;
  const { room } = heard.place;
  const organization = actor.organizationId;
  const at = new Date(deps.clock.now().getTime() + SHOWN_MS);
  const errand = await planRedaction(deps, organization, { room, at });
  const note = joined(ended(document.note ?? []), say`This message is taken away in ten minutes.`);
  let eventId: string;
  try {
    // Asked again, it is another secret, so it is another message.
    eventId = await present({ ...document, note }, asker, heard.place, {
      reveal: errand,
      txn: `reveal-${errand}`,
    });
  } catch (error) {
    if (!isUnshowable(error)) throw error;
    const text = await takeBack(command, output, actor, deps);
    await heard.place.say(contentOf({ text }));
    return;
  }
  await placeRedaction(deps, organization, errand, eventId);
  await confirmShown(command, output, actor, deps);
  try {
    await homeserver.redactLater(homeserver.self, room, eventId, SHOWN_MS, `redact-${errand}`);
  } catch (error) {
    // The errand does it.
    deps.log.warn(`The homeserver does not redact by itself: ${String(error)}`);
  }
}

/** With a full stop: what ends with a command has none elsewhere. */
const ended = (text: Text): Text => (/[^.]$/.test(plain(text)) ? say`${text}.` : text);
