import type { WebClient } from '@slack/web-api';
import { stranger } from '../../commands/actors.ts';
import type { Deps } from '../../commands/execute.ts';
import { slackTeamOf } from '../../commands/slack-installing.ts';
import type { AppError } from '../../core/errors.ts';
import type { Id } from '../../core/ids.ts';
import type { Secret } from '../../core/secret.ts';
import { openClient, openPatientClient, type SlackAddress } from './clients.ts';
import { slackMessenger } from './messenger.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export interface OneWorkspaceOptions extends SlackAddress {
  deps: Pick<Deps, 'database' | 'clock'>;
  botToken: Secret;
  admins: ReadonlySet<string>;
}

/** The workspace of a token that the operator has set. Slack says which it is, when it is first asked. */
export class OneWorkspace implements Workspaces {
  readonly #options: OneWorkspaceOptions;
  readonly #client: WebClient;
  #found: Promise<Workspace> | undefined;
  #isLeft = false;

  constructor(options: OneWorkspaceOptions) {
    this.#options = options;
    this.#client = openClient(options.botToken, options);
  }

  async ofTeam(teamId: string): Promise<Workspace | undefined> {
    const workspace = await this.find();
    return workspace.teamId === teamId ? workspace : undefined;
  }

  /** Of an organization that was another workspace's once, and of one that is in Matrix alone, there is none. */
  async ofOrganization(id: Id<'organization'>): Promise<Workspace | undefined> {
    const teamId = await slackTeamOf(id, this.#options.deps);
    return teamId === undefined ? undefined : this.ofTeam(teamId);
  }

  notHere(): AppError {
    return stranger();
  }

  async list(): Promise<readonly string[]> {
    return [(await this.find()).teamId];
  }

  async ping(): Promise<void> {
    await this.#client.auth.test();
  }

  /** Slack tells of it twice: that the app is gone, and that its token is. It is said once. */
  async leave(): Promise<void> {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#options.log.error(
      'Slack: the workspace has put Botmint out, or taken back its token. Install the app there again, set SLACK_BOT_TOKEN to what it is given, and start Botmint anew.',
    );
  }

  /** @throws what Slack answers where the token is none. */
  async find(): Promise<Workspace> {
    this.#found ??= this.#ask();
    return this.#found.catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
  }

  async #ask(): Promise<Workspace> {
    const { botToken, admins, deps } = this.#options;
    const { team_id: teamId, team: teamName, bot_id, user_id } = await this.#client.auth.test();
    if (teamId === undefined || teamName === undefined || bot_id === undefined || user_id === undefined)
      throw new Error('auth.test answered without a workspace or a bot');
    return {
      teamId,
      teamName,
      admins,
      authorization: { botToken: botToken.reveal(), botId: bot_id, botUserId: user_id, teamId },
      client: this.#client,
      messenger: slackMessenger(openPatientClient(botToken, this.#options), deps.clock),
    };
  }
}
