import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { catalogueOf } from '../../src/commands/catalogue.ts';
import type { Command } from '../../src/commands/declare.ts';
import { commands } from '../../src/commands/index.ts';
import { inputsOf } from '../../src/commands/declared.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Scope } from '../../src/core/scopes.ts';
import type { Span } from '../../src/core/text.ts';
import { run } from '../../src/surfaces/cli/run.ts';
import { slashed } from '../../src/surfaces/slack/slash.ts';
import { clock, random } from '../../src/system.ts';
import { sql } from '../dump.ts';
import type { Running } from '../running.ts';
import type { Person } from '../slack-clone/person.ts';
import { call } from './rest/calling.ts';
import { bearer, signIn } from './rest/signing-in.ts';
import { type Connected, connect, textIn } from './mcp/connecting.ts';

/** What was decided: `done`, or the code of a refusal; and what was said, in the words of all surfaces. */
export interface Decision {
  code: string;
  sentence: string;
}

export type Who = (typeof PEOPLE)[number] | number;

export const PEOPLE = ['alice', 'bob', 'carol'] as const;

type Input = Record<string, string>;

/** Three people and any number of tokens, each asking the same on every surface that they have. */
export class Surfaces implements AsyncDisposable {
  readonly #botmint: Running;
  readonly #people: ReadonlyMap<Who, Person>;
  readonly #bearers = new Map<Who, string>();
  readonly #mcp = new Map<Who, Connected>();
  readonly #catalogue = catalogueOf(commands);
  #tokens = 0;

  private constructor(botmint: Running, people: ReadonlyMap<Who, Person>) {
    this.#botmint = botmint;
    this.#people = people;
  }

  /** alice has the bot `hers`, bob `his`. */
  static async open(botmint: Running): Promise<Surfaces> {
    const people = new Map<Who, Person>();
    for (const name of PEOPLE) people.set(name, await botmint.person(name));
    const opened = new Surfaces(botmint, people);
    for (const name of PEOPLE) await opened.#add(name, (await signIn(botmint, name)).access_token);
    await opened.#rest('alice', 'PUT /api/v1/bots/hers');
    await opened.#rest('bob', 'PUT /api/v1/bots/his');
    // More is asked of it in a second than the other tiers allow.
    await sql(botmint.databaseUrl, "update bot set tier = 'enterprise'");
    return opened;
  }

  async #add(who: Who, credential: string): Promise<void> {
    this.#bearers.set(who, credential);
    this.#mcp.set(who, await connect(this.#botmint.api, credential));
  }

  /** A token of `hers` with these scopes, known by its number. */
  async addToken(scopes: readonly Scope[]): Promise<void> {
    const body = { username: 'hers', expiry: '1d', format: 'opaque', scopes };
    const answer = await this.#rest('alice', 'POST /api/v1/tokens', body);
    await this.#add(this.#tokens, String(answer.body['access_token']));
    this.#tokens += 1;
  }

  /** What each surface decides. In Slack only people ask, and what is missing is asked for with a form. */
  async ask(who: Who, command: Command, input: Input): Promise<Record<string, Decision>> {
    const rest = await this.#overRest(who, command, input);
    const person = this.#people.get(who);
    return {
      rest,
      cli: await this.#onTheCommandLine(who, command, input),
      mcp: await this.#overMcp(who, command, input),
      ...(person && { slack: await this.#inSlack(who, person, rest, command, input) }),
    };
  }

  async #overRest(who: Who, { http }: Command, input: Input): Promise<Decision> {
    const left = { ...input };
    const path = http.replaceAll(/:(\w+)/g, (_whole, name: string) => {
      const value = left[name];
      delete left[name];
      return encodeURIComponent(value ?? '');
    });
    const query = new URLSearchParams(left).toString();
    const { body } = http.startsWith('GET ')
      ? await this.#rest(who, query === '' ? path : `${path}?${query}`)
      : await this.#rest(who, path, left);
    return decisionIn(body);
  }

  async #rest(who: Who, asked: string, body?: unknown) {
    const headers = bearer(this.#bearers.get(who) ?? '');
    return call(this.#botmint, asked, { headers, ...(body !== undefined && { body }) });
  }

  async #onTheCommandLine(who: Who, command: Command, input: Input): Promise<Decision> {
    const yes = command.confirm ? ['--yes'] : [];
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()] as const;
    const settings = {
      BOTMINT_URL: this.#botmint.api,
      BOTMINT_TOKEN: new Secret(this.#bearers.get(who) ?? ''),
      SLACK_MCP_TOKEN: undefined,
      DATA_DIR: '/nowhere',
      NO_COLOR: true,
    };
    await run([...command.name.split(' '), ...flagsOf(input), '--json', ...yes], {
      version: '0',
      catalogue: async () => this.#catalogue,
      settings: async () => settings,
      running: async () => undefined,
      register: undefined,
      manifest: undefined,
      clock,
      random,
      lives: () => false,
      // Streams that are no terminal.
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
    });
    return decisionIn(JSON.parse(String(stdout.read() ?? '{}')) as Record<string, unknown>);
  }

  async #overMcp(who: Who, { name }: Command, input: Input): Promise<Decision> {
    const result = await this.#mcp.get(who)?.call(name.replaceAll(/[ -]/g, '_'), input);
    if (!result) throw new Error(`${who} is not connected`);
    const { error } = (result.structuredContent ?? {}) as Record<string, unknown>;
    if (result.isError !== true) return { code: 'done', sentence: '' };
    return { code: API_NAMES[String(error)] ?? String(error), sentence: textIn(result) };
  }

  /** Slack tells no code: it has to say what is said elsewhere, or show the form where a person is asked for more. */
  async #inSlack(
    who: Who,
    person: Person,
    rest: Decision,
    command: Command,
    input: Input,
  ): Promise<Decision> {
    const shown = await shownTo(person, [slashed(command.name), ...flagsOf(input)].join(' '));
    const said = shown.replaceAll(/`\/(botmint )?/g, '`');
    const expected = rest.code === 'done' ? await this.#saidAtTheDoor(who, command, input) : rest.sentence;
    const isAsked = inputsOf(command).some(({ name, asked }) => asked && input[name] === undefined);
    const isAlike =
      said === expected ||
      (said === FORM && (isAsked || rest.code === 'invalid_body') && !NEVER_A_FORM.has(rest.code));
    return isAlike ? rest : { code: 'slack', sentence: said };
  }

  async #saidAtTheDoor(who: Who, { name }: Command, input: Input): Promise<string> {
    const body = { command: name, input, confirmed: true };
    const answer = await this.#rest(who, 'POST /terminal/ask', body);
    const { text } = answer.body['document'] as { text: Span[] };
    return text
      .map((span) => (span.kind === 'code' || span.kind === 'command' ? `\`${span.text}\`` : span.text))
      .join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connected of this.#mcp.values()) await connected[Symbol.asyncDispose]();
    for (const person of this.#people.values()) await person[Symbol.asyncDispose]();
  }
}

const FORM = 'a form';

/** Who may not ask is not asked. */
const NEVER_A_FORM = new Set(['missing_scope', 'unauthenticated']);

/** What is answered to what somebody types: a sentence, or a form. */
async function shownTo(person: Person, typed: string): Promise<string> {
  await person.command(typed);
  const began = performance.now();
  while (performance.now() - began < 10_000) {
    if (person.unseen.some(({ type }) => type === 'ephemeral'))
      return (await person.nextEvent('ephemeral')).message.text;
    if (person.unseen.some(({ type }) => type === 'view_opened')) {
      await person.nextEvent('view_opened');
      return FORM;
    }
    await sleep(1);
  }
  throw new Error(`nothing was answered to ${typed}: ${JSON.stringify(person.unseen)}`);
}

/** What AgentFlow calls otherwise. */
const API_NAMES: Record<string, string> = { missing_input: 'invalid_body', invalid_input: 'invalid_body' };

const flagsOf = (input: Input): string[] =>
  Object.entries(input).map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`);

function decisionIn({ ok, error, detail }: Record<string, unknown>): Decision {
  return ok === true ? { code: 'done', sentence: '' } : { code: String(error), sentence: String(detail) };
}
