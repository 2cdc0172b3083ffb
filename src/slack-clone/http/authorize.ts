import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SlackError } from '../api/error.ts';
import { logFailure } from '../failure.ts';
import { allow, type Asked, mayInstall, readRequest, refuse } from '../install/authorize.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { readRequest as readArguments } from './api.ts';
import { askingPage, refusingPage } from './authorize-page.ts';
import { isOwnOrigin } from './guard.ts';

const PATH = '/oauth/v2/authorize';

/**
 * No script at all. Where a form may go is not said, though it could be: a browser holds that against every redirect
 * behind the form too, and the app may send the person on to wherever it likes. No word of a stranger becomes a tag here.
 */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Where an app sends a person who is to install it. */
export function serveAuthorize(server: FastifyInstance, workspace: Workspace): void {
  server.get(PATH, async (request, reply) =>
    answer(workspace, reply, async () => {
      const asked = readAsked(await argumentsOf(request));
      const wanted = await readRequest(workspace, asked);
      const people = (await members.people(workspace.db)).filter(mayInstall);
      await reply.send(askingPage({ asked, request: wanted, team: workspace.team.name, people }));
    }),
  );
  server.post(PATH, async (request, reply) =>
    answer(workspace, reply, async () => {
      if (!isOwnOrigin(request, workspace.address)) throw new SlackError('invalid_origin');
      const given = await argumentsOf(request);
      const wanted = await readRequest(workspace, readAsked(given));
      await reply.redirect(
        given['answer'] === 'allow' ? await allowed(workspace, wanted, given['user']) : refuse(wanted),
        303,
      );
    }),
  );
}

async function allowed(
  workspace: Workspace,
  wanted: Awaited<ReturnType<typeof readRequest>>,
  userId: unknown,
): Promise<string> {
  const people = await members.people(workspace.db);
  const person = people.find(({ id }) => id === userId);
  if (!person) throw new SlackError('user_not_found');
  return allow(workspace, wanted, person);
}

/** A person reads what goes wrong here, so it is a page too. */
async function answer(workspace: Workspace, reply: FastifyReply, run: () => Promise<void>): Promise<void> {
  reply.type('text/html; charset=utf-8').headers({
    'content-security-policy': POLICY,
    // Without a referrer a browser would not say where the form came from.
    'referrer-policy': 'same-origin',
  });
  try {
    await run();
  } catch (error) {
    const known = error instanceof SlackError;
    if (!known) logFailure(workspace, 'The page that asks to install an app', error);
    const code = known ? error.code : 'internal_error';
    await reply.code(known ? 400 : 500).send(refusingPage(code, workspace.team.name));
  }
}

async function argumentsOf(request: FastifyRequest): Promise<Record<string, unknown>> {
  return (await readArguments(request)).arguments;
}

/** What is there twice, or no text, counts as left out. */
function readAsked(given: Record<string, unknown>): Asked {
  const text = (name: string) => {
    const value = given[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    client_id: text('client_id') ?? '',
    scope: text('scope') ?? '',
    user_scope: text('user_scope') ?? '',
    redirect_uri: text('redirect_uri'),
    state: text('state'),
    team: text('team'),
  };
}
