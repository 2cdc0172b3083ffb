import { bold, command, code, say } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { connect, controlFor, draftName, findServer } from './connect.ts';
import { api, ask, doneIn } from './door.ts';
import { Failure, failure } from './failure.ts';
import { readLogin, removeLogin, Session, writeLogin } from './login.ts';
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
  const door = { address: server.address, credential: control };
  const wanted = { command: 'sessions open', input: { person }, confirmed: true };
  const made = Session.parse(doneIn(await ask(door, wanted)).output);
  await writeLogin(settings.DATA_DIR, { ...made, server: server.address }, draftName(outside));
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

/** Ends the stored login. It goes from here also when the server cannot be told. */
export async function logout({ asked, outside, settings, screen }: Here): Promise<number> {
  const login = await readLogin(settings.DATA_DIR);
  if (!login) throw failure('not_logged_in', say`There is no login to end.`);
  const at = { ...settings, BOTMINT_URL: login.server, BOTMINT_TOKEN: undefined };
  let told: Failure | undefined;
  try {
    const connection = await connect(outside, at);
    const path = `/api/v1/sessions/${encodeURIComponent(login.session_id)}`;
    await api(Anything, connection, { method: 'DELETE', path });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    told = thrown;
  }
  await removeLogin(settings.DATA_DIR);
  // Of one that has ended already there is nothing to tell.
  if (told && told.refused === undefined) {
    throw new Failure(
      told.exit,
      say`The login is removed from here. ${login.server} could not be told, so the session ends there by itself.`,
      told.body,
    );
  }
  if (asked.flags.json) screen.json({ ok: true, session_id: login.session_id });
  else screen.show({ text: say`The login of ${bold(login.name)} at ${login.server} is ended.` });
  return 0;
}
