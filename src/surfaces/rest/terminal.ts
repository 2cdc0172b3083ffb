import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ofPresented } from '../../commands/actors.ts';
import { choose } from '../../commands/choosing.ts';
import type { Command } from '../../commands/declare.ts';
import { type Deps, execute, executeOnce } from '../../commands/execute.ts';
import { refuseOver } from '../../commands/limits.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { sessionsOpen } from '../../commands/sessions-open.ts';
import { unknownCommand } from '../../commands/unknown-command.ts';
import type { Actor } from '../../core/actor.ts';
import type { Document } from '../../core/document.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import { isTimeZone } from '../../core/times.ts';
import { formOf } from '../form.ts';
import { presentedIn } from '../presented.ts';
import { Ask, AskChoices, AskForm } from '../terminal.ts';
import type { Underway } from '../underway.ts';
import { refusal } from './errors.ts';
import { actorOf, shown } from './routes.ts';

/**
 * The door of our own command line: what a command answers, before it is dressed, and what there is to choose. It is no
 * part of the API, and takes no cookie: what a browser sends by itself opens nothing here.
 */
export function addTerminal(server: FastifyInstance, deps: Deps, underway: Underway): void {
  // A stranger's body is not read.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('cache-control', 'no-store');
    try {
      request.actor = await whoAsks(request, deps);
    } catch (thrown) {
      await refuseAsked(reply, refusalOf(thrown, deps));
    }
  };
  const add = <Asked>(url: string, schema: z.ZodType<Asked>, answer: Answering<Asked>): void => {
    const handler = async (request: FastifyRequest, reply: FastifyReply) =>
      underway.finish(
        answered(reply, deps, async () => answer(read(schema, request), actorOf(request), request, deps)),
      );
    server.post(url, { onRequest, handler });
  };
  add('/terminal/ask', Ask, ask);
  add('/terminal/form', AskForm, form);
  add('/terminal/choose', AskChoices, choices);
}

type Answering<Asked> = (asked: Asked, actor: Actor, request: FastifyRequest, deps: Deps) => Promise<object>;

/** Who asks, told the time in the zone of their terminal. */
async function whoAsks({ headers, ip }: FastifyRequest, deps: Deps): Promise<Actor> {
  const { token, bearer } = presentedIn(headers);
  const actor = await ofPresented({ token, bearer }, { surface: 'cli', address: ip }, deps);
  const zone = headers['time-zone'];
  return typeof zone === 'string' && isTimeZone(zone) ? { ...actor, timeZone: zone } : actor;
}

async function answered(reply: FastifyReply, deps: Deps, work: () => Promise<object>): Promise<FastifyReply> {
  try {
    return await reply.send(await work());
  } catch (thrown) {
    return refuseAsked(reply, refusalOf(thrown, deps));
  }
}

/** A refusal as REST has it, with what a person is told of it. */
function refuseAsked(reply: FastifyReply, error: AppError): FastifyReply {
  const { status, headers, body } = refusal(error);
  const { code: name, text, fields } = error;
  return reply.code(status).headers(headers).send({ kind: 'refused', code: name, text, fields, body });
}

function read<Asked>(schema: z.ZodType<Asked>, { body }: FastifyRequest): Asked {
  const asked = schema.safeParse(body);
  if (asked.success) return asked.data;
  throw new AppError(
    'invalid_input',
    say`The command line and the server do not understand each other. Bring both to one version; ${code('npm run pack')} packs this one's.`,
  );
}

/** One of the list; or what opens a session, which stands in none. */
function commandNamed(name: string, { commands }: Deps): Command {
  const command = [...commands, sessionsOpen].find((each) => each.name === name);
  if (!command) throw unknownCommand(name, commands);
  return command;
}

const ask: Answering<z.output<typeof Ask>> = async (asked, actor, { headers }, deps) => {
  const command = commandNamed(asked.command, deps);
  const { input, confirmed } = asked;
  const key = headers['idempotency-key'];
  const outcome =
    key === undefined || command.effect === 'read' || !confirmed
      ? await execute(command, input, actor, deps, confirmed)
      : await executeOnce(command, input, actor, deps, String(key));
  if (outcome.kind === 'refused') throw outcome.error;
  if (outcome.kind === 'confirm') return outcome;
  if (outcome.kind === 'replayed')
    return { kind: 'done', output: shown(outcome.body), document: DONE_BEFORE };
  const { secret: _secret, ...document } = outcome.document;
  return { kind: 'done', output: shown(outcome.output), document };
};

const DONE_BEFORE: Document = { text: say`This is done; the answer to the first time was lost on the way.` };

const form: Answering<z.output<typeof AskForm>> = async (
  { command: name, answers },
  actor,
  _request,
  deps,
) => {
  refuseOver(await deps.limits.count(actor));
  const { parts } = await formOf(commandNamed(name, deps), answers, { isOpen: true }, actor, deps);
  return { kind: 'form', parts };
};

const choices: Answering<z.output<typeof AskChoices>> = async (asked, actor, _request, deps) => {
  refuseOver(await deps.limits.count(actor));
  const { command: name, ...wanted } = asked;
  return { kind: 'choices', choices: await choose(commandNamed(name, deps), wanted, actor, deps) };
};
