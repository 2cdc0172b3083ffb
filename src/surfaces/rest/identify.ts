import type { FastifyReply, FastifyRequest } from 'fastify';
import { ofPresented } from '../../commands/actors.ts';
import type { Command } from '../../commands/declare.ts';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import type { Actor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { say } from '../../core/text.ts';
import type { OwnAddress } from '../own-address.ts';
import { presentedIn } from '../presented.ts';
import { refuse } from './refuse.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined where nobody has to say. */
    actor: Actor | undefined;
  }
  interface FastifyContextConfig {
    /** What is asked at this route. */
    command?: Command;
    /** Asked by whom no name of ours is known to: see `Mount`. */
    isForeign?: boolean;
  }
}

/**
 * Learns who asks before anything else is read: a stranger's body never is, and what is wrong with it is told only to who
 * may ask.
 */
export function identifying(command: Command, deps: Deps, own: OwnAddress) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // What stands between knows an answer to a bearer for one person's; to the other headers it does not.
    reply.header('cache-control', 'no-store');
    try {
      const presented = presentedIn(request.headers);
      const from = { surface: 'rest', address: request.ip, by: command.by } as const;
      const actor = await ofPresented(presented, from, deps);
      const isByCookie = presented.token === undefined && presented.bearer === undefined;
      if (isByCookie && request.method !== 'GET') refuseOtherOrigin(request, own);
      request.actor = actor;
    } catch (thrown) {
      await refuse(reply, refusalOf(thrown, deps));
    }
  };
}

/** A browser sends a cookie whoever has it ask, and says who that is. What says neither is no browser. */
function refuseOtherOrigin({ headers }: FastifyRequest, own: OwnAddress): void {
  const { origin, 'sec-fetch-site': site } = headers;
  if (own.isOurs(origin) && (site === undefined || site === 'same-origin')) return;
  throw new AppError(
    'forbidden_origin',
    say`A page of another origin asked this with your session, so it is refused. Ask it from Botmint's own address.`,
  );
}
