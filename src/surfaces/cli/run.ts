import { helpEntry, helpOn, helpPage } from '../../commands/help-pages.ts';
import { unknownCommand } from '../../commands/unknown-command.ts';
import { say } from '../../core/text.ts';
import { CLOSED_PIPE, EXITS, EXPECTED, OWN_EXITS, UNEXPECTED } from './exits.ts';
import { failure, failureOf } from './failure.ts';
import { type Asked, understand, withFlags } from './grammar.ts';
import { warnInClear } from './in-clear.ts';
import type { Outside, Settings } from './outside.ts';
import { CLONES, isOfClones, OWN, withOwn } from './own.ts';
import { Screen } from './screen.ts';

/** One line of the command line, as a shell has split it. Resolves with the exit code; never throws. */
export async function run(words: readonly string[], outside: Outside): Promise<number> {
  const interrupted = leave(OWN_EXITS.interrupted);
  process.once('SIGINT', interrupted);
  outside.stdout.on('error', leave(CLOSED_PIPE));
  outside.stderr.on('error', leave(CLOSED_PIPE));
  try {
    return await begin(words, outside);
  } finally {
    process.off('SIGINT', interrupted);
  }
}

async function begin(words: readonly string[], outside: Outside): Promise<number> {
  const [first = ''] = words;
  if (first === '--version' || first === '-V') {
    outside.stdout.write(`${outside.version}\n`);
    return 0;
  }
  if (first === '__complete') {
    const { complete } = await import('./complete.ts');
    return complete(words.slice(1), outside);
  }
  return answer(words, outside);
}

const leave = (code: number) => (): never => process.exit(code);

async function answer(words: readonly string[], outside: Outside): Promise<number> {
  let screen = new Screen(outside, { NO_COLOR: true });
  try {
    const entries = withOwn(await outside.catalogue());
    const asked = understand(words, entries);
    if (asked.entry.name === 'help') return help(asked, entries, screen);
    const settings = await settingsOf(outside);
    screen = new Screen(outside, settings);
    const own = isOfClones(asked.entry) ? CLONES : OWN[asked.entry.name];
    if (!own?.isApart) warnInClear(settings, screen);
    if (own) return await own.run({ asked, entries, outside, settings, screen });
    const { carryOut } = await import('./carry-out.ts');
    return await carryOut(asked.entry, asked, outside, settings, screen);
  } catch (thrown) {
    return report(thrown, words, screen, outside);
  }
}

async function settingsOf(outside: Outside): Promise<Settings> {
  return outside.settings().catch((error: unknown) => {
    throw failure('wrong_settings', say`${error instanceof Error ? error.message : String(error)}`);
  });
}

/** Help asks no server. */
function help({ raw, flags }: Asked, entries: Parameters<typeof understand>[1], screen: Screen): number {
  const topic = (raw['topic'] ?? '').trim().toLowerCase().split(/\s+/).join(' ');
  const found = helpOn(topic, entries);
  if (found.length === 0) throw unknownCommand(topic, entries);
  const page = found.map(withFlags).map(helpEntry);
  if (flags.json) screen.json({ ok: true, topic, commands: page });
  else screen.show(helpPage(topic, page));
  return 0;
}

/** The sentence, or with `--json` the object that a program reads in its place. */
function report(thrown: unknown, words: readonly string[], screen: Screen, { stderr }: Outside): number {
  const failed = failureOf(thrown);
  // The seed's own two numbers, and no stack.
  const isClone = words[0] === 'clone';
  if (!failed && isClone) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    if (words.includes('--json')) screen.json({ ok: false, error: 'INTERNAL_ERROR', detail: reason });
    else stderr.write(`${reason}\n`);
    return UNEXPECTED;
  }
  if (!failed) {
    const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    stderr.write(`Something went wrong in the command line itself.\n${reason}\n`);
    return EXITS.internal_error;
  }
  // The line may be one that could not be read.
  if (words.includes('--json')) screen.json(failed.body);
  else screen.say(failed.text);
  return isClone && failed.exit !== OWN_EXITS.interrupted ? EXPECTED : failed.exit;
}
