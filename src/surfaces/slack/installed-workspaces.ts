import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Deps } from '../../commands/execute.ts';
import { uninstallFromSlack } from '../../commands/slack-installing.ts';
import type { SlackInstallation, SlackInstallations } from '../../commands/slack-installations.ts';
import { AppError } from '../../core/errors.ts';
import type { Id } from '../../core/ids.ts';
import { type Messenger, Unreachable } from '../../core/ports.ts';
import { say } from '../../core/text.ts';
import { openClient, openPatientClient, type SlackAddress } from './clients.ts';
import { slackMessenger } from './messenger.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export interface InstalledOptions extends SlackAddress {
  deps: Pick<Deps, 'database' | 'ids' | 'clock' | 'vault' | 'peers'>;
  installations: SlackInstallations;
  /** As `T024BE7LH/U02ABCD`: by itself the id of a person is unique in its own workspace alone. */
  admins: ReadonlySet<string>;
}

/** What Slack answers to a token that was one. */
const OVER = ['token_revoked', 'account_inactive'];

/** And what to one that never was, as where `SLACK_API_URL` is another Slack. */
const UNKNOWN = 'invalid_auth';

const isAnsweredWith = (error: unknown, codes: readonly string[]): error is WebAPIPlatformError =>
  error instanceof WebAPIPlatformError && codes.includes(error.data.error);

/** The workspaces that installed Botmint by OAuth. */
export class InstalledWorkspaces implements Workspaces {
  readonly #options: InstalledOptions;
  readonly #client: WebClient;
  /** As long as an installation is kept, so is what speaks with its token. */
  readonly #opened = new WeakMap<SlackInstallation, Workspace>();

  constructor(options: InstalledOptions) {
    this.#options = options;
    this.#client = openClient(undefined, options);
  }

  async ofTeam(teamId: string): Promise<Workspace | undefined> {
    return this.#open(await this.#options.installations.ofTeam(teamId));
  }

  async ofOrganization(id: Id<'organization'>): Promise<Workspace | undefined> {
    return this.#open(await this.#options.installations.ofOrganization(id));
  }

  notHere(): AppError {
    return new AppError(
      'forbidden',
      say`Botmint is not installed in this workspace any more. Whoever looks after its apps can install it again.`,
    );
  }

  async list(): Promise<readonly string[]> {
    return this.#options.installations.list();
  }

  async ping(): Promise<void> {
    await this.#client.api.test();
  }

  /** Slack tells it up to an hour late, and may tell it again when the workspace has installed Botmint anew. */
  async leave(teamId: string): Promise<void> {
    const { installations, deps } = this.#options;
    const installation = await installations.ofTeam(teamId);
    const workspace = this.#open(installation);
    if (!installation || !workspace) return;
    const isOver = await workspace.client.auth.test().then(
      () => false,
      (error: unknown) => isAnsweredWith(error, [...OVER, UNKNOWN]),
    );
    if (isOver) await uninstallFromSlack(installation, deps);
  }

  #open(installation: SlackInstallation | undefined): Workspace | undefined {
    if (!installation) return undefined;
    const workspace = this.#opened.get(installation) ?? this.#workspaceOf(installation);
    this.#opened.set(installation, workspace);
    return workspace;
  }

  #workspaceOf(installation: SlackInstallation): Workspace {
    const { botToken, botId, botUserId, teamId, teamName } = installation;
    const { deps, admins } = this.#options;
    return {
      teamId,
      teamName,
      admins: adminsIn(teamId, admins),
      authorization: { botToken: botToken.reveal(), botId, botUserId, teamId },
      client: openClient(botToken, this.#options, teamId),
      messenger: this.#untilOver(
        installation,
        slackMessenger(openPatientClient(botToken, this.#options, teamId), deps.clock),
      ),
    };
  }

  /** Slack may have told that it was put out while nobody listened. */
  #untilOver(installation: SlackInstallation, messenger: Messenger): Messenger {
    const told = async <T>(work: Promise<T>): Promise<T> =>
      work.catch(async (error: unknown) => {
        if (!isAnsweredWith(error, OVER)) throw error;
        await uninstallFromSlack(installation, this.#options.deps);
        throw new Unreachable(error.data.error, { cause: error });
      });
    return {
      say: async (...asked) => told(messenger.say(...asked)),
      replace: async (...asked) => told(messenger.replace(...asked)),
    };
  }
}

/** Who of them is one in this workspace; ids of Matrix are the same everywhere. */
function adminsIn(teamId: string, admins: ReadonlySet<string>): ReadonlySet<string> {
  const here = `${teamId}/`;
  const own = [...admins].filter((id) => id.startsWith(here)).map((id) => id.slice(here.length));
  return new Set([...own, ...[...admins].filter((id) => id.startsWith('@'))]);
}
