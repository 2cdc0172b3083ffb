import { say, type Text } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { type Connection, connect, refuseNobody } from './connect.ts';
import { ask, doneIn } from './door.ts';
import { Failure } from './failure.ts';
import type { Here } from './own.ts';

/** Which server is asked, as whom, and until when. */
export async function status({ asked, outside, settings, screen }: Here): Promise<number> {
  const connection = await connect(outside, settings);
  const who = await whoIs(connection);
  const { address, from, as, login } = connection;
  const ends = login?.expires_at ?? who.output['expires_at'];
  if (asked.flags.json) {
    const { ok: _ok, ...self } = who.output;
    screen.json({
      ok: true,
      server: address,
      server_from: from,
      credential: as,
      ...self,
      expires_at: ends ?? null,
    });
    return 0;
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = outside.clock.now();
  screen.show({
    text: who.text,
    facts: [
      ['Server', say`${address}, as ${from === 'BOTMINT_URL' ? 'BOTMINT_URL' : 'server.json'} says`],
      ['Asked with', SAID[as]],
      ...(typeof ends === 'string'
        ? [['Until', say`${absoluteAndRelative(new Date(ends), zone, now)}`] satisfies [string, Text]]
        : []),
    ],
  });
  refuseNobody(connection);
  return 0;
}

/** What is said of each way to be somebody. A token of the environment goes before all others. */
const SAID: Record<Connection['as'], Text> = {
  token: say`the token in BOTMINT_TOKEN, which goes before a stored login`,
  login: say`the stored login`,
  operator: say`server.json, which makes you the operator`,
  nobody: say`nothing`,
};

async function whoIs(connection: Connection): Promise<{ text: Text; output: Record<string, unknown> }> {
  const asked = { command: 'whoami', input: {}, confirmed: true };
  try {
    const { document, output } = doneIn(await ask(connection, asked));
    return { text: document.text, output };
  } catch (thrown) {
    // This is how Botmint, and nothing else, refuses whoever shows it nothing.
    const isStranger = thrown instanceof Failure && thrown.refused?.code === 'missing_bot_token';
    if (connection.as !== 'nobody' || !isStranger) throw thrown;
    return { text: say`You are nobody here yet.`, output: {} };
  }
}
