/** Opens conversations. The address says which one, so that a reload and the way back lead there. */
import type { Desk } from './desk.ts';
import { readChannels, readHistory } from './reading.ts';

/** The address of no conversation: where the way back leads. */
const list = '#/';

export async function openChannel(desk: Desk, channel: string): Promise<void> {
  desk.store.change({ type: 'opened', channel });
  if (location.hash !== `#/${channel}`) history.pushState(null, '', `#/${channel}`);
  if (!desk.store.get().conversations[channel]?.loaded) await readHistory(desk, channel);
}

/** The direct conversation with a person or with an app's bot. */
export async function openWith(desk: Desk, user: string): Promise<void> {
  const known = desk.store.get().channels.find((channel) => channel.is_im && channel.user === user);
  if (known) return openChannel(desk, known.id);
  const answer = await desk.askWeb<{ ok: true; channel: { id: string } }>('conversations.open', {
    users: user,
  });
  if (!answer.ok) return;
  await readChannels(desk);
  await openChannel(desk, answer.channel.id);
}

/** What the address asks for, else #general. Where one pane shows at a time it may ask for the list. */
export async function openFirst(desk: Desk): Promise<void> {
  const { channels } = desk.store.get();
  const wanted = channels.find(({ id }) => id === channelInAddress());
  const general = channels.find(({ name }) => name === 'general') ?? channels.find((one) => one.is_channel);
  const first = wanted ?? (isNarrow() && location.hash === list ? undefined : general);
  if (first) await openChannel(desk, first.id);
  else desk.store.change({ type: 'left' });
}

export function leave(desk: Desk): void {
  desk.store.change({ type: 'left' });
  history.pushState(null, '', list);
}

/** Follows the browser's own way back, and marks what is open as read when the window is looked at again. */
export function followWindow(desk: Desk): void {
  window.addEventListener('popstate', () => {
    const channel = channelInAddress();
    if (channel === null) desk.store.change({ type: 'left' });
    else if (desk.store.get().channels.some(({ id }) => id === channel)) void openChannel(desk, channel);
  });
  window.addEventListener('focus', () => {
    const { open } = desk.store.get();
    if (open !== null) desk.store.change({ type: 'watched', channel: open });
  });
}

const channelInAddress = (): string | null => /^#\/([CDG][A-Z0-9]+)$/.exec(location.hash)?.[1] ?? null;

const isNarrow = (): boolean => matchMedia('(max-width: 759px)').matches;
