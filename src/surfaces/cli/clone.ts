import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { bold, code, joined, plain, say, type Text } from '../../core/text.ts';
import { controlFor, findServer, type Server } from './connect.ts';
import { send } from './door.ts';
import { Failure, failure } from './failure.ts';
import type { Outside, Settings } from './outside.ts';
import type { Here } from './own.ts';
import { prompt } from './prompt.ts';

/** What whoever has the local workspaces says; its sentences are plain text. */
const Answer = z.object({
  output: z.record(z.string(), z.unknown()),
  lines: z.array(z.string()).default([]),
  table: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
  aside: z.string().optional(),
});

type Answer = z.output<typeof Answer>;

const Reply = z.union([
  z.object({ ok: z.literal(true), kind: z.literal('done'), answer: Answer }),
  z.object({ ok: z.literal(true), kind: z.literal('confirm'), question: z.string() }),
  z.object({ ok: z.literal(false), error: z.string(), detail: z.string() }),
]);

/** What is asked of whoever has the workspaces. */
interface Question {
  command: string;
  input: Record<string, string>;
  confirmed: boolean;
}

/** As long as a workspace may take to be ready, and more. */
const PATIENCE_MS = 150_000;

/** Asks the Botmint of this machine for its local workspaces, as its operator. @throws Failure */
export async function clone(here: Here): Promise<number> {
  const { asked, outside, settings, screen } = here;
  const server = await serverFor(outside, settings);
  const command = asked.entry.name.replace(/^clone /, '');
  const question = { command, input: asked.raw, confirmed: asked.flags.yes };
  const answer = await settled(server, question, { asked, outside, screen });
  if (command === 'mcp') await (await import('./clone-mcp.ts')).cloneMcp(here, answer.output);
  else if (asked.flags.json) screen.json({ ok: true, ...answer.output });
  else show(answer, screen);
  const isFollowing = command === 'logs' && ['', 'true'].includes(asked.raw['follow'] ?? 'false');
  if (isFollowing) await follow(server, question, answer, screen);
  return 0;
}

type Talk = Pick<Here, 'asked' | 'outside' | 'screen'>;

/** Asks, and once more when a person has said yes. */
async function settled(server: Server, question: Question, talk: Talk): Promise<Answer> {
  const { asked, outside, screen } = talk;
  const reply = await ask(server, question, screen);
  if (reply.kind === 'done') return reply.answer;
  if (asked.flags.json || !outside.stdin.isTTY || !outside.stderr.isTTY)
    throw failure('usage', say`${reply.question} Nobody is there to say yes: add ${code('--yes')}.`);
  screen.say(say`${reply.question}`);
  const typed = await prompt(outside, `Go on? [y/N] `);
  if (!/^y(es)?$/i.test(typed.trim())) throw failure('declined', say`Nothing was changed.`);
  return settled(server, { ...question, confirmed: true }, talk);
}

function show({ lines, table, aside }: Answer, screen: Here['screen']): void {
  if (table) screen.show({ text: [], table: { ...table, rows: table.rows.map((row) => row.map(text)) } });
  if (lines.length > 0) screen.show({ text: [], lines: lines.map((line) => ({ text: text(line) })) });
  if (aside !== undefined) screen.say(text(aside));
}

const text = (line: string): Text => say`${line}`;

/** Until Ctrl-C. */
async function follow(
  server: Server,
  question: Question,
  first: Answer,
  screen: Here['screen'],
): Promise<void> {
  let { last } = Followed.parse(first.output);
  for (;;) {
    await sleep(500);
    const input = { ...question.input, number: '1000', after: String(last) };
    const reply = await ask(server, { ...question, input }, screen);
    if (reply.kind !== 'done') return;
    ({ last } = Followed.parse(reply.answer.output));
    show(reply.answer, screen);
  }
}

const Followed = z.object({ last: z.number() });

/** The ids of the workspaces, for whoever completes a line. @throws Failure */
export async function cloneIds(outside: Outside, settings: Settings, patienceMs: number): Promise<string[]> {
  const server = await serverFor(outside, settings);
  const reply = await ask(server, { command: 'ls', input: {}, confirmed: true }, undefined, patienceMs);
  return reply.kind === 'done' ? Listing.parse(reply.answer.output).clones.map(({ id }) => id) : [];
}

const Listing = z.object({ clones: z.array(z.object({ id: z.string() })) });

/** @throws Failure where there is none on this machine. */
async function serverFor(outside: Outside, settings: Settings): Promise<Server> {
  const server = await findServer(outside, settings).catch((thrown: unknown) => {
    throw down(thrown);
  });
  if (controlFor(server)) return server;
  throw down(
    failure(
      'no_server',
      say`The workspaces are those of the Botmint that runs on ${bold(settings.DATA_DIR)} on this machine, which is not ${server.address}. Unset ${code('BOTMINT_URL')}, or start one with ${code('npm start')}`,
    ),
  );
}

/** What goes wrong before anybody was asked has the seed's name. */
function down(thrown: unknown): unknown {
  if (!(thrown instanceof Failure)) return thrown;
  return refusal('CONTROL_PLANE_DOWN', thrown.text);
}

const refusal = (error: string, said: Text): Failure =>
  new Failure(1, said, { ok: false, error, detail: plain(said) });

async function ask(
  server: Server,
  body: Question,
  screen: Here['screen'] | undefined,
  patienceMs = PATIENCE_MS,
) {
  using _waiting = screen?.waiting(`Waiting for ${body.command} …`);
  const door = { ...server, credential: controlFor(server) };
  const sent = { path: '/clone', body: { ...body, folder: process.cwd() }, patienceMs };
  const received = await send(door, sent).catch((thrown: unknown) => {
    throw down(thrown);
  });
  const reply = Reply.safeParse(received.body);
  if (!reply.success)
    throw refusal(
      'CONTROL_PLANE_DOWN',
      say`The Botmint at ${server.address} has no local workspaces: ${code('serve')} hosts none, and ${code('npm start')} does.`,
    );
  if (reply.data.ok) return reply.data;
  const { error, detail } = reply.data;
  if (error === 'INTERNAL_ERROR') throw new Error(detail);
  throw refusal(error, joined(say`${detail}`, say`[${error}]`));
}
