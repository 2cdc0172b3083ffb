import { code, say } from '../../core/text.ts';
import type { Settings } from './outside.ts';
import type { Screen } from './screen.ts';

/** What is sent to these leaves this machine nowhere. */
const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Says so where whoever is on the way to the server can read what is sent to it. */
export function warnInClear({ BOTMINT_URL: url }: Settings, screen: Screen): void {
  if (url === undefined) return;
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || HERE.has(hostname)) return;
  screen.say(
    say`${code('BOTMINT_URL')} is plain HTTP: what is sent to ${host} can be read on the way, a token too. Ask it by https.`,
  );
}
