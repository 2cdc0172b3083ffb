import type { ReadResourceResult, Resource, ResourceTemplateType } from '@modelcontextprotocol/server';
import { auditList } from '../../commands/audit-list.ts';
import { botsList } from '../../commands/bots-list.ts';
import { botsShow } from '../../commands/bots-show.ts';
import { choose } from '../../commands/choosing.ts';
import type { Command } from '../../commands/declare.ts';
import { type Deps, execute } from '../../commands/execute.ts';
import { mayAsk } from '../../commands/secrecy.ts';
import { tokensList } from '../../commands/tokens-list.ts';
import { tokensShow } from '../../commands/tokens-show.ts';
import type { Actor } from '../../core/actor.ts';
import { jsonOf } from './tools.ts';

/** Rows of a list that is read as a resource; its `next_cursor` goes into `?cursor=`. */
const LIMIT = 100;

/** Something to be read: a list, or one thing of a kind under the name that a command has for it. */
interface Readable {
  uri: string;
  name: string;
  command: Command;
  /** The input that the rest of the address gives. */
  rest?: string;
}

const READABLE: readonly Readable[] = [
  { uri: 'botmint://bots', name: 'bots', command: botsList },
  { uri: 'botmint://bots', name: 'bot', command: botsShow, rest: 'username' },
  { uri: 'botmint://tokens', name: 'tokens', command: tokensList },
  { uri: 'botmint://tokens', name: 'token', command: tokensShow, rest: 'id' },
  { uri: 'botmint://audit', name: 'audit', command: auditList },
];

const about = ({ name, command }: Readable) => ({
  name,
  title: command.title,
  description: command.summary,
  mimeType: 'application/json',
});

const templateOf = ({ uri, rest }: Readable): string =>
  rest === undefined ? `${uri}{?cursor}` : `${uri}/{${rest}}`;

const readableBy = (actor: Actor): Readable[] => READABLE.filter(({ command }) => mayAsk(command, actor));

/** The lists that this actor may read. */
export const resourcesFor = (actor: Actor): Resource[] =>
  readableBy(actor)
    .filter(({ rest }) => rest === undefined)
    .map((each) => ({ uri: each.uri, ...about(each) }));

/** The addresses of what this actor may read, with what is to be filled in. */
export const templatesFor = (actor: Actor): ResourceTemplateType[] =>
  readableBy(actor).map((each) => ({ uriTemplate: templateOf(each), ...about(each) }));

/**
 * Reads it as any surface does that asks the command. Undefined when there is no such address.
 * @throws AppError as the command was refused.
 */
export async function read(uri: string, actor: Actor, deps: Deps): Promise<ReadResourceResult | undefined> {
  const found = readableAt(uri);
  if (!found) return undefined;
  const outcome = await execute(found.command, found.input, actor, deps, true);
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind === 'confirm') throw new Error('a program was asked to confirm');
  const text = JSON.stringify(jsonOf(outcome.output));
  return { contents: [{ uri, mimeType: 'application/json', text }] };
}

/** What can stand in the place of the variable of a template. @throws AppError as the command is refused. */
export async function complete(
  { uriTemplate, name, typed }: { uriTemplate: string; name: string; typed: string },
  actor: Actor,
  deps: Deps,
): Promise<string[]> {
  const found = READABLE.find((each) => templateOf(each) === uriTemplate);
  if (!found || found.rest !== name) return [];
  const choices = await choose(found.command, { name, typed }, actor, deps);
  return choices.map(({ value }) => value);
}

function readableAt(address: string): { command: Command; input: object } | undefined {
  const url = URL.parse(address);
  if (!url) return undefined;
  const [, rest, ...more] = url.pathname.split('/');
  const uri = `${url.protocol}//${url.host}`;
  const found = READABLE.find(
    (each) => each.uri === uri && (each.rest === undefined) === (rest === undefined),
  );
  if (!found || more.length > 0 || url.hash !== '') return undefined;
  if (found.rest !== undefined)
    return url.search === ''
      ? { command: found.command, input: { [found.rest]: decoded(rest ?? '') } }
      : undefined;
  return { command: found.command, input: { limit: LIMIT, ...Object.fromEntries(url.searchParams) } };
}

/** A percent sign that says nothing is one that somebody meant: there is no such thing, and that is said. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
