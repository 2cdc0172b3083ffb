import type { AuthorizeResult } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { SlackTeam } from '../../commands/people.ts';
import type { AppError } from '../../core/errors.ts';
import type { Id } from '../../core/ids.ts';
import type { Messenger } from '../../core/ports.ts';

/** A workspace in which Botmint is installed, and what speaks with it. */
export interface Workspace extends SlackTeam {
  /** As Bolt wants it. */
  authorization: AuthorizeResult;
  /** For somebody who waits. */
  client: WebClient;
  messenger: Messenger;
}

/** Where Botmint is installed: nothing of one workspace reaches another, for each has a client of its own. */
export interface Workspaces {
  /** Undefined where it is not installed, or not any more. */
  ofTeam(teamId: string): Promise<Workspace | undefined>;
  ofOrganization(id: Id<'organization'>): Promise<Workspace | undefined>;
  /** What somebody of a workspace is told in which it is not. */
  notHere(): AppError;
  /** All of them, by their ids. */
  list(): Promise<readonly string[]>;
  /** Resolves when Slack answers. */
  ping(): Promise<void>;
  /** Its people or its admins have put Botmint out, or taken its token back: as Slack says, which is asked. */
  leave(teamId: string): Promise<void>;
}
