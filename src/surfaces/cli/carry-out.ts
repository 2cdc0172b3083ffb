import { text } from 'node:stream/consumers';
import type { Listed } from '../../commands/catalogue.ts';
import { code, command, joined, listed, say } from '../../core/text.ts';
import { openInputs } from '../numbered.ts';
import type { Answer } from '../terminal.ts';
import { type Connection, connect, refuseNobody } from './connect.ts';
import { ask } from './door.ts';
import { NO_SECRET_YET } from './exits.ts';
import { Failure, failure } from './failure.ts';
import { fill } from './fill.ts';
import type { Asked } from './grammar.ts';
import type { Outside, Settings } from './outside.ts';
import { prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

/** A command, asked of the server; what is missing is asked of whoever sits at the terminal. @throws Failure */
export async function carryOut(
  entry: Listed,
  asked: Asked,
  outside: Outside,
  settings: Settings,
  screen: Screen,
): Promise<number> {
  const connection = await connect(outside, settings);
  refuseNobody(connection);
  const errand: Errand = { entry, asked, connection, outside, screen, isAlone: isAlone(asked, outside) };
  const input = await complete(await withPiped(asked.raw, errand), errand);
  const done = await settle(input, errand);
  return show(done, errand);
}

interface Errand {
  entry: Listed;
  asked: Asked;
  connection: Connection;
  outside: Outside;
  screen: Screen;
  /** Nobody is there to be asked. */
  isAlone: boolean;
}

const isAlone = ({ flags }: Asked, { stdin, stderr }: Outside): boolean =>
  flags.json || !stdin.isTTY || !stderr.isTTY;

/** A secret that is given as `-` is read from the standard input, so that it stands in no list of processes. */
async function withPiped(raw: Record<string, string>, { entry, outside }: Errand) {
  const piped = entry.inputs.find(({ name, secret }) => secret === true && raw[name] === '-');
  if (!piped) return raw;
  const typed = outside.stdin.isTTY
    ? await prompt(outside, `${piped.label}: `, { isHidden: true })
    : await text(outside.stdin);
  return { ...raw, [piped.name]: typed.trim() };
}

/** The input with what a person is asked for when they leave it out. `--yes` asks nothing that can be left out. */
async function complete(raw: Record<string, string>, errand: Errand): Promise<Record<string, string>> {
  const { entry, asked, isAlone: alone } = errand;
  if (alone || asked.flags.yes) return raw;
  return fill(openInputs(entry.inputs, raw), raw, errand);
}

type Done = Extract<Answer, { kind: 'done' }>;

/** Asks until it is done: for a yes, and for what only the server knows to be missing. */
async function settle(input: Record<string, string>, errand: Errand): Promise<Done> {
  const { entry, asked, isAlone: alone, screen } = errand;
  const isSure = asked.flags.yes || !entry.confirm;
  try {
    const answer = await askNow(input, isSure, errand);
    if (answer.kind === 'done') return answer;
    const { question } = answer;
    if (alone) {
      const advice = say`Nobody is there to say yes: add ${code('--yes')}.`;
      throw failure('usage', joined(question.text, advice));
    }
    screen.say(question.text);
    const typed = await prompt(errand.outside, `${question.yes}? [y/N] `);
    if (!/^y(es)?$/i.test(typed.trim())) throw failure('declined', say`Nothing was changed.`);
    return await settle(input, { ...errand, asked: { ...asked, flags: { ...asked.flags, yes: true } } });
  } catch (thrown) {
    const missing = missingIn(thrown);
    if (!(thrown instanceof Failure) || missing.length === 0) throw thrown;
    if (alone) throw withFlags(thrown, missing, entry);
    screen.say(thrown.text);
    return settle(await fill(missing, input, errand), errand);
  }
}

async function askNow(
  input: Record<string, string>,
  confirmed: boolean,
  { entry, connection, outside, screen }: Errand,
) {
  using _waiting = screen.waiting(`Waiting for ${connection.address} …`);
  const key = Buffer.from(outside.random.bytes(16)).toString('hex');
  return await ask(connection, { command: entry.name, input, confirmed }, key);
}

function missingIn(thrown: unknown): string[] {
  const refused = thrown instanceof Failure ? thrown.refused : undefined;
  return refused?.code === 'missing_input' ? Object.keys(refused.fields) : [];
}

/** Where nobody can be asked, how to give what is missing. */
function withFlags({ exit, text: said, body, refused }: Failure, missing: string[], entry: Listed): Failure {
  const words = missing.map((name) =>
    entry.positional.includes(name) ? `<${name}>` : `--${name.replaceAll('_', '-')}`,
  );
  const advice = say`Give it as ${code(listed(words))}; ${command(`help ${entry.name}`)} shows how.`;
  return new Failure(exit, joined(said, advice), body, refused);
}

/**
 * A secret stands alone where a program reads, and all that is said about it beside. Where one was to come and none
 * came, the exit code says so: `$(…)` would be empty without a sign.
 */
function show({ output, document }: Done, { entry, asked, screen }: Errand): number {
  const { json, no_newline: isBare } = asked.flags;
  if (json) {
    screen.json({ ok: true, ...output });
    return 0;
  }
  const secret = entry.secret && output[entry.secret.name];
  if (typeof secret === 'string') {
    screen.showAside(document);
    screen.raw(isBare ? secret : `${secret}\n`);
    return 0;
  }
  if (entry.secret?.always) {
    screen.showAside(document);
    return NO_SECRET_YET;
  }
  screen.show(document);
  return 0;
}
