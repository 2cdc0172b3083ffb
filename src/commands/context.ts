import type { Actor } from '../core/actor.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Context } from './declare.ts';
import type { Deps } from './execute.ts';

/** What a command may use, within a transaction. */
export function contextOf({ db }: Transaction, actor: Actor, deps: Deps): Context {
  const { clock, ids, random, issuer, vault, tracing, meter, commands, checks } = deps;
  return { db, actor, clock, ids, random, issuer, vault, tracing, meter, commands, checks, forget: () => {} };
}
