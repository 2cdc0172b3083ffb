import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Deps } from '../../commands/execute.ts';
import { openPrompt, placePrompt, promptFor, takePrompt } from '../../commands/matrix-prompts.ts';
import { organizationOfHomeserver } from '../../commands/matrix-organization.ts';
import type { Document } from '../../core/document.ts';
import { type Homeserver, HomeserverRefusal } from '../../core/matrix.ts';
import { type Messenger, NotNow, type Recipient, Unreachable } from '../../core/ports.ts';
import type { Directs, MatrixMember } from './direct.ts';
import { buttonsOf, contentOf } from './dress.ts';
import { numberKeys } from './keys.ts';
import { offerKeys } from './pose.ts';

/** The content key of what people were told without asking: its value is the key that it was said under. */
const NOTICE_KEY = 'org.botmint.notice';

/** How far back it is looked for: the homeserver itself knows for some minutes only that it was sent. */
const LOOKED_AT = 100;

/** How long its buttons can be answered. */
const ANSWERED_WITHIN_MS = 7 * 86_400_000;

/** How long to wait where the homeserver did not say. */
const PAUSE_SECONDS = 5;

/** Where something stands in Matrix: `matrix <room> <event>`. What is in Slack begins with a channel's id. */
const PLACE = /^matrix (\S+) (\S+)$/;

export const isInMatrix = (place: string): boolean => PLACE.test(place);

/** Says things as the command bot, to each person in their direct room. */
export function matrixMessenger(deps: Deps, homeserver: Homeserver, directs: Directs): Messenger {
  const means = { deps, homeserver, directs };
  return {
    say: async (to, document, key, triedSince) =>
      orRefused(async () =>
        say(memberIn(to), document, { key, isTriedAgain: triedSince !== undefined }, means),
      ),
    replace: async (place, document) => orRefused(async () => replace(place, document, homeserver)),
  };
}

interface Means {
  deps: Deps;
  homeserver: Homeserver;
  directs: Directs;
}

function memberIn(to: Recipient): MatrixMember {
  if (!('matrixUserId' in to)) throw new Error('nobody who is in Matrix');
  return { id: to.member, matrixUserId: to.matrixUserId };
}

async function say(
  member: MatrixMember,
  document: Document,
  { key, isTriedAgain }: { key: string; isTriedAgain: boolean },
  { deps, homeserver, directs }: Means,
): Promise<string> {
  const { self } = homeserver;
  const room = await directs.openFor(member, { isUnasked: true });
  const said = isTriedAgain ? await find(room, key, homeserver) : undefined;
  const content = { ...contentOf(document), [NOTICE_KEY]: key };
  const presses = buttonsOf(document);
  const organization = await organizationOfHomeserver(homeserver.serverName, deps);
  const opening = { organization, member: member.id, room, lastsMs: ANSWERED_WITHIN_MS };
  const open = async () => openPrompt(deps, { ...opening, state: { kind: 'buttons', presses } });
  // Before it stands there, so that whoever answers at once is heard.
  const opened = said === undefined && presses.length > 0 ? await open() : undefined;
  const event =
    said ??
    (await homeserver.send(self, room, 'm.room.message', content, key).catch(async (error: unknown) => {
      if (opened) await takePrompt(deps, organization, opened);
      throw error;
    }));
  if (presses.length > 0 && !(await promptFor(deps, { ...opening, event }))) {
    await placePrompt(deps, organization, opened ?? (await open()), event);
    await offerKeys(homeserver, { room, eventId: event, keys: numberKeys(presses.length) });
  }
  return `matrix ${room} ${event}`;
}

async function find(room: string, key: string, homeserver: Homeserver): Promise<string | undefined> {
  const said = await homeserver.lastSaid(homeserver.self, room, LOOKED_AT);
  return said.find(({ content }) => content[NOTICE_KEY] === key)?.event_id;
}

const Said = z.looseObject({ body: z.string(), formatted_body: z.string() });

async function replace(place: string, document: Document, homeserver: Homeserver): Promise<void> {
  const [, room, event] = PLACE.exec(place) ?? [];
  if (room === undefined || event === undefined) throw new Unreachable('it stands nowhere in Matrix');
  const fresh = Said.parse(contentOf(document));
  const content = {
    ...fresh,
    // For clients that know of no edits.
    body: `* ${fresh.body}`,
    formatted_body: `* ${fresh.formatted_body}`,
    'm.new_content': fresh,
    'm.relates_to': { rel_type: 'm.replace', event_id: event },
  };
  // The same put there again is put there once.
  const txn = `replace ${hash('sha256', event + JSON.stringify(fresh), 'hex')}`;
  await homeserver.send(homeserver.self, room, 'm.room.message', content, txn);
}

async function orRefused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HomeserverRefusal)) throw error;
    const { status, code, retryAfterMs } = error;
    if (status === 429) throw new NotNow(retryAfterMs === undefined ? PAUSE_SECONDS : retryAfterMs / 1000);
    // The room or the person is gone, or they are not to be invited.
    if ([400, 403, 404].includes(status)) throw new Unreachable(code, { cause: error });
    throw error;
  }
}
