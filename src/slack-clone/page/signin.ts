/** Comes in as somebody, and follows what happens as that person. */
import type { Boot, ClientEvent, Person, SignIn } from '../protocol.ts';
import { ask } from './api.ts';
import type { Desk } from './desk.ts';
import { explain, type Failure } from './failure.ts';
import { listen } from './listen.ts';
import { openFirst, tellApp } from './opening.ts';
import { readAnew, readChannels } from './reading.ts';
import { followReading } from './marking.ts';
import { readPins } from './pins.ts';
import type { Named } from './state.ts';

/** Where a window remembers who it acts as, over a reload: the user id alone, never a token. */
const remembered = 'act as';

/** How long to wait before a workspace that is away is asked again, in milliseconds. */
const again = 2000;

export async function start(desk: Desk): Promise<void> {
  const { store } = desk;
  const boot = await ask<Boot>('client.boot', {});
  if (!boot.ok) {
    store.change({ type: 'troubled', sentence: explain(boot) });
    setTimeout(() => void start(desk), again);
    return;
  }
  takeIn(desk, boot);
  const person = boot.people.find(isWanted) ?? boot.people[0];
  if (person) await actAs(desk, person.id);
  else store.change({ type: 'troubled', sentence: 'There is nobody in this workspace yet.' });
}

function takeIn({ store }: Desk, boot: Boot): void {
  store.change({ type: 'booted', boot });
  store.change({ type: 'named', names: namesIn(boot) });
}

/** Apps came or went. */
async function readBoot(desk: Desk): Promise<void> {
  const boot = await ask<Boot>('client.boot', {});
  if (boot.ok) takeIn(desk, boot);
}

/** Who the address asks for, as a window that was opened for somebody does; else who this window was before. */
function isWanted({ id, name }: Person): boolean {
  const asked = new URLSearchParams(location.search).get('as');
  return asked === null ? id === sessionStorage.getItem(remembered) : asked === name || asked === id;
}

export async function actAs(desk: Desk, user: string): Promise<void> {
  desk.renew = shared(() => signIn(desk, user));
  if (!(await signIn(desk, user))) return;
  await readChannels(desk);
  if (desk.wanted === user) await openFirst(desk);
}

async function signIn(desk: Desk, user: string): Promise<boolean> {
  desk.wanted = user;
  const answer = await askToSignIn(desk, user);
  if (!answer?.ok) return false;
  const { store } = desk;
  sessionStorage.setItem(remembered, user);
  // From here on the window remembers it, and another choice is not undone by a reload.
  if (location.search !== '') history.replaceState(null, '', location.pathname + location.hash);
  desk.hold(user, answer.token);
  const isRenewal = store.get().me?.id === user;
  if (!isRenewal) store.change({ type: 'signed in', me: answer.user });
  desk.stop.abort();
  desk.stop = new AbortController();
  const listener = {
    heard: (event: ClientEvent) => hear(desk, event),
    connected: (connected: boolean) => store.change({ type: 'connected', connected }),
    refused: () => void desk.renew(),
  };
  void listen(answer.token, listener, desk.stop.signal);
  // A new token begins a new stream, which does not tell what was said since the old one ended.
  if (isRenewal) void readAnew(desk);
  return true;
}

/** A workspace that is away is asked again until it is back; null when somebody else is wanted meanwhile. */
async function askToSignIn(desk: Desk, user: string): Promise<SignIn | Failure | null> {
  for (;;) {
    const answer = await ask<SignIn>('client.signin', { user });
    if (desk.wanted !== user) return null;
    if (answer.ok) return answer;
    const isAway = ['unreachable', 'internal_error', 'ratelimited'].includes(answer.error);
    if (isAway && desk.store.get().me) desk.store.change({ type: 'connected', connected: false });
    else desk.store.change({ type: 'troubled', sentence: explain(answer) });
    if (!isAway) return answer;
    await new Promise((resolve) => setTimeout(resolve, again));
  }
}

function hear(desk: Desk, event: ClientEvent): void {
  const { store } = desk;
  store.change({ type: 'heard', event, watching: document.hasFocus() });
  if (event.type === 'reset') {
    void readAnew(desk);
    tellApp(desk);
  }
  if (event.type === 'apps_changed') void readBoot(desk);
  if (event.type === 'marked') desk.marked.set(event.channel, event.last_read);
  if (event.type === 'pins_changed' && store.get().conversations[event.channel]?.loaded) {
    void readPins(desk, event.channel);
  }
  if (event.type === 'message') followReading(desk);
  if (!('channel' in event) || typeof event.channel !== 'string' || event.type === 'channel_left') return;
  const { channel } = event;
  if (!store.get().channels.some(({ id }) => id === channel)) void readChannels(desk);
}

/** However many questions find that the token has ended, one sign-in answers them all. */
function shared(sign: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | null = null;
  return () => {
    running ??= sign().finally(() => {
      running = null;
    });
    return running;
  };
}

function namesIn({ people, apps }: Boot): Record<string, Named> {
  return Object.fromEntries([
    ...people.map(({ id, name }) => [id, { name, isApp: false }] as const),
    ...apps.flatMap(({ bot_user_id, bot_id, app_id, name }) =>
      [bot_user_id, bot_id, app_id].map((id) => [id, { name, isApp: true }] as const),
    ),
  ]);
}
