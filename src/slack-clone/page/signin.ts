/** Comes in as somebody, and follows what happens as that person. */
import type { Boot, ClientEvent, SignIn } from '../protocol.ts';
import { ask } from './api.ts';
import type { Desk } from './desk.ts';
import { explain } from './failure.ts';
import { listen } from './listen.ts';
import { openFirst } from './opening.ts';
import { readAnew, readChannels } from './reading.ts';
import type { Named } from './workspace.ts';

/** Where a window remembers who it acts as, over a reload: the user id alone, never a token. */
const remembered = 'act as';

export async function start(desk: Desk): Promise<void> {
  const { store } = desk;
  const boot = await ask<Boot>('client.boot', {});
  if (!boot.ok) {
    store.change({ type: 'troubled', sentence: explain(boot) });
    setTimeout(() => void start(desk), 2000);
    return;
  }
  store.change({ type: 'booted', boot });
  store.change({ type: 'named', names: namesIn(boot) });
  const kept = sessionStorage.getItem(remembered);
  const person = boot.people.find(({ id }) => id === kept) ?? boot.people[0];
  if (person) await actAs(desk, person.id);
  else store.change({ type: 'troubled', sentence: 'There is nobody in this workspace yet.' });
}

export async function actAs(desk: Desk, user: string): Promise<void> {
  desk.renew = shared(() => signIn(desk, user));
  if (!(await signIn(desk, user))) return;
  await readChannels(desk);
  if (desk.wanted === user) await openFirst(desk);
}

async function signIn(desk: Desk, user: string): Promise<boolean> {
  desk.wanted = user;
  const answer = await ask<SignIn>('client.signin', { user });
  if (desk.wanted !== user) return false;
  if (!answer.ok) {
    desk.store.change({ type: 'troubled', sentence: explain(answer) });
    return false;
  }
  sessionStorage.setItem(remembered, user);
  desk.hold(user, answer.token);
  if (desk.store.get().me?.id !== user) desk.store.change({ type: 'signed in', me: answer.user });
  desk.stop.abort();
  desk.stop = new AbortController();
  const { store } = desk;
  const listener = {
    heard: (event: ClientEvent) => hear(desk, event),
    connected: (connected: boolean) => store.change({ type: 'connected', connected }),
    refused: () => void desk.renew(),
  };
  void listen(answer.token, listener, desk.stop.signal);
  return true;
}

function hear(desk: Desk, event: ClientEvent): void {
  desk.store.change({ type: 'heard', event, watching: document.hasFocus() });
  if (event.type === 'reset') void readAnew(desk);
  if (!('channel' in event) || typeof event.channel !== 'string') return;
  const { channel } = event;
  if (!desk.store.get().channels.some(({ id }) => id === channel)) void readChannels(desk);
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
