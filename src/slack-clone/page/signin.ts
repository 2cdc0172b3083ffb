/** Comes in as somebody, and follows what happens as that person. */
import type { Boot, ClientEvent, SignIn } from '../protocol.ts';
import { ask } from './api.ts';
import type { Desk } from './desk.ts';
import { explain, type Failure } from './failure.ts';
import { listen } from './listen.ts';
import { openFirst, tellApp } from './opening.ts';
import { readAnew, readChannels } from './reading.ts';
import type { Named } from './workspace.ts';

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
  const answer = await askToSignIn(desk, user);
  if (!answer?.ok) return false;
  const { store } = desk;
  sessionStorage.setItem(remembered, user);
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
  desk.store.change({ type: 'heard', event, watching: document.hasFocus() });
  if (event.type === 'reset') {
    void readAnew(desk);
    tellApp(desk);
  }
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
