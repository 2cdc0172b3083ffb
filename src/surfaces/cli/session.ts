import { bold, command, code, joined, plain, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { controlFor, draftName, findServer, fresh, isGone, isSame } from './connect.ts';
import { api, ask, doneIn } from './door.ts';
import { Failure, failure } from './failure.ts';
import { type Login, pathIn, readLogin, removeLogin, Session, writeLogin } from './login.ts';
import type { Here } from './own.ts';
import { prompt } from './prompt.ts';
import { z } from 'zod';

/** Makes a session for somebody, as the operator may, and keeps it. */
export async function session({ asked, outside, settings, screen }: Here): Promise<number> {
  const person = asked.raw['for'] ?? (await askFor(outside, asked.flags.json));
  const server = await findServer(outside, settings);
  const control = controlFor(server);
  if (!control) {
    throw failure(
      'not_logged_in',
      say`Sessions are made on the machine of the server alone, by whoever can read server.json in its data folder; ${settings.DATA_DIR} is not that of ${server.address}.`,
    );
  }
  const door = { ...server, credential: control };
  const wanted = { command: 'sessions open', input: { person }, confirmed: true };
  const made = Session.parse(doneIn(await ask(door, wanted)).output);
  // One that cannot be read is nothing to end, and is written over.
  const before = await readLogin(settings.DATA_DIR).catch(() => undefined);
  await writeLogin(settings.DATA_DIR, { ...made, server: server.address }, draftName(outside));
  if (before && isSame(before.server, server.address)) await endBefore(before, door, screen);
  const { name, role, session_id, expires_at } = made;
  if (asked.flags.json) {
    screen.json({ ok: true, server: server.address, session_id, name, role, expires_at });
    return 0;
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const ends = absoluteAndRelative(new Date(expires_at), zone, outside.clock.now());
  screen.show({
    text: say`You are ${bold(name)} at ${server.address} now, as ${role}. The login ends ${ends} unless it is used.`,
    note: say`It is kept in ${settings.DATA_DIR}, for you alone. To end it: ${command('logout')}`,
  });
  if (settings.BOTMINT_TOKEN)
    screen.say(say`${code('BOTMINT_TOKEN')} is set and goes before it: unset it to be ${bold(name)}.`);
  return 0;
}

async function askFor(outside: Here['outside'], isJson: boolean): Promise<string> {
  if (isJson || !outside.stdin.isTTY || !outside.stderr.isTTY)
    throw failure('usage', say`Person is missing. As in ${command('session --for @alice')}`);
  return prompt(outside, 'Person, as in @alice: ');
}

const Anything = z.object({ ok: z.literal(true) });

type Door = Parameters<typeof api>[1];

/** @throws Failure unless it is ended, or was. */
async function end({ session_id: id }: Login, door: Door): Promise<void> {
  const sent = { method: 'DELETE', path: `/api/v1/sessions/${encodeURIComponent(id)}` } as const;
  await api(Anything, door, sent).catch((thrown: unknown) => {
    if (!isGone(thrown)) throw thrown;
  });
}

/** Ends the login that was there before, as the operator: nobody holds it any more. */
async function endBefore(before: Login, door: Door, screen: Here['screen']): Promise<void> {
  await end(before, door).catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    screen.say(
      say`The login of ${bold(before.name)} that was here goes on at ${before.server} until somebody ends it: ${thrown.text} Try ${command(`sessions revoke ${before.session_id}`)}`,
    );
  });
}

/** Ends the stored login. It stays until the server has said that it is ended. */
export async function logout({ asked, outside, settings, screen }: Here): Promise<number> {
  const { DATA_DIR: folder } = settings;
  const login = await readLogin(folder);
  if (!login) throw failure('not_logged_in', say`There is no login to end.`);
  const server = { address: login.server, advice: say`` };
  try {
    const { access_token: credential } = await fresh(login, server, outside, folder);
    await end(login, { ...server, credential });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (!isGone(thrown)) throw notEnded(thrown, folder);
  }
  await removeLogin(folder);
  if (asked.flags.json) screen.json({ ok: true, session_id: login.session_id });
  else screen.show({ text: say`The login of ${bold(login.name)} at ${login.server} is ended.` });
  return 0;
}

function notEnded({ exit, text: why, body, refused }: Failure, folder: string): Failure {
  const advice = say`So the login is not ended, and is still here. Try again; or remove it from here alone: ${code(`rm ${pathIn(folder)}`)}`;
  const text = joined(why, advice);
  return new Failure(exit, text, { ...body, detail: plain(text) }, refused);
}
