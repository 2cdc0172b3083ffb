import { z } from 'zod';
import { parseArguments } from './argument.ts';
import type { Caller } from './caller.ts';
import { SlackError } from './error.ts';
import type { Tier } from './tier.ts';
import type { Workspace } from '../workspace.ts';

/** What a method answers beside `ok: true`. */
export type Answer = Record<string, unknown>;

/** Any one of these is enough. A kind of token that is not named may not call; an empty list asks for nothing. */
export interface Scopes {
  bot?: readonly string[];
  user?: readonly string[];
  /** An app-level token, `xapp-…`. */
  app?: readonly string[];
  /** A token that makes and changes apps, `xoxe.xoxp-…`. */
  config?: readonly string[];
}

/** What a method stands in: where, and who asks. */
export interface Call {
  workspace: Workspace;
  caller: Caller;
}

/** One Web API method. Route, scope check, headers, argument parsing and rate tier follow from it. */
export interface Method {
  name: string;
  tier: Tier;
  /** Null: it needs no token. */
  scopes: Scopes | null;
  /** The names of what it takes. */
  arguments: readonly string[];
  /** In a browser, only the workspace's own page may call it. */
  ownPageOnly: boolean;
  /** Its token counts in the header alone. */
  headerOnly: boolean;
  invoke(workspace: Workspace, caller: Caller | undefined, raw: Record<string, unknown>): Promise<Answer>;
}

interface Definition<Input extends z.ZodType> {
  name: string;
  tier: Tier;
  scopes: Scopes;
  headerOnly?: boolean;
  input: Input;
  run(call: Call, input: z.infer<Input>): Promise<Answer>;
}

/**
 * The declaration's input type ends here: outside, all methods are of one type, and whoever calls one hands it what
 * came in. The order of refusals is Slack's: token, kind of token, scope, arguments, and then the object.
 */
export function defineMethod<Input extends z.ZodType>(definition: Definition<Input>): Method {
  return {
    name: definition.name,
    tier: definition.tier,
    scopes: definition.scopes,
    arguments: namesIn(definition.input),
    ownPageOnly: false,
    headerOnly: definition.headerOnly ?? false,
    async invoke(workspace, caller, raw) {
      if (!caller) throw new SlackError('not_authed');
      demand(caller, definition.scopes);
      return definition.run({ workspace, caller }, parseArguments(definition.input, raw));
    },
  };
}

interface OpenDefinition<Input extends z.ZodType> {
  name: string;
  tier: Tier;
  ownPageOnly?: boolean;
  input: Input;
  run(workspace: Workspace, input: z.infer<Input>): Promise<Answer>;
}

/** A method that needs no token. */
export function defineOpenMethod<Input extends z.ZodType>(definition: OpenDefinition<Input>): Method {
  return {
    name: definition.name,
    tier: definition.tier,
    scopes: null,
    arguments: namesIn(definition.input),
    ownPageOnly: definition.ownPageOnly ?? false,
    headerOnly: false,
    async invoke(workspace, _caller, raw) {
      return definition.run(workspace, parseArguments(definition.input, raw));
    },
  };
}

function namesIn(input: z.ZodType): string[] {
  return input instanceof z.ZodObject ? Object.keys(input.shape) : [];
}

/** @throws not_allowed_token_type or missing_scope */
export function demand(caller: Caller, scopes: Scopes): void {
  const anyOf = scopes[caller.kind];
  if (!anyOf) throw new SlackError('not_allowed_token_type');
  if (anyOf.length > 0 && !anyOf.some((scope) => caller.scopes.includes(scope)))
    throw missingScope(caller, anyOf);
}

/** Clients and people read `needed` and `provided`, so both are always there. */
export function missingScope(caller: Caller, anyOf: readonly string[]): SlackError {
  return new SlackError('missing_scope', { needed: anyOf.join(','), provided: caller.scopes.join(',') });
}

/** What `x-accepted-oauth-scopes` says. */
export function acceptedScopes(method: Method): string {
  return [...new Set(Object.values(method.scopes ?? {}).flat())].join(',');
}
