import type { Id } from '../core/ids.ts';
import type { Lease } from '../core/lease.ts';
import type { Vault } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import type { Database } from '../store/database.ts';
import * as installations from '../store/slack-installations.ts';
import type { Stale } from './peers.ts';

/** A Slack workspace that installed Botmint, with what speaks for Botmint there. The same object as long as it is so. */
export interface SlackInstallation {
  readonly organizationId: Id<'organization'>;
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: Secret;
  /** By which its row is known from what was installed in its place. */
  readonly sealed: string;
}

/** Workspaces kept at once; who reads another pushes out the one that was read first. */
const MOST = 10_000;

/**
 * The workspaces that installed Botmint. What was read is kept as long as this process would hear that it has changed,
 * so that a token which was taken back speaks nowhere.
 */
export class SlackInstallations {
  readonly #database: Pick<Database, 'across'>;
  readonly #vault: Vault;
  readonly #lease: Lease;
  readonly #most: number;
  readonly #byTeam = new Map<string, SlackInstallation>();
  readonly #byOrganization = new Map<Id<'organization'>, SlackInstallation>();
  #generation = 0;

  constructor(database: Pick<Database, 'across'>, vault: Vault, lease: Lease, most = MOST) {
    this.#database = database;
    this.#vault = vault;
    this.#lease = lease;
    this.#most = most;
  }

  /** Undefined where it is not installed, or not any more. */
  async ofTeam(teamId: string): Promise<SlackInstallation | undefined> {
    const kept = this.#lease.isHeld() ? this.#byTeam.get(teamId) : undefined;
    return kept ?? this.#read((across) => installations.findByTeam(across, teamId));
  }

  async ofOrganization(id: Id<'organization'>): Promise<SlackInstallation | undefined> {
    const kept = this.#lease.isHeld() ? this.#byOrganization.get(id) : undefined;
    return kept ?? this.#read((across) => installations.findByOrganization(across, id));
  }

  /** The workspaces that have Botmint installed now, by their ids. */
  async list(): Promise<string[]> {
    return installations.listTeams(this.#database.across);
  }

  drop({ organization, everything }: Stale): void {
    this.#generation += 1;
    if (everything) {
      this.#byTeam.clear();
      this.#byOrganization.clear();
    }
    const stale = organization === undefined ? undefined : this.#byOrganization.get(organization);
    if (stale) this.#remove(stale);
  }

  async #read(
    find: (across: Database['across']) => Promise<installations.SlackInstallation | undefined>,
  ): Promise<SlackInstallation | undefined> {
    const generation = this.#generation;
    const row = await find(this.#database.across);
    if (!row) return undefined;
    const found: SlackInstallation = Object.freeze({
      organizationId: row.organization_id,
      teamId: row.team_id,
      teamName: row.team_name,
      botId: row.bot_id,
      botUserId: row.bot_user_id,
      botToken: this.#vault.unseal(row.sealed_bot_token, installations.placeOf(row)),
      sealed: row.sealed_bot_token,
    });
    // What was read while something became stale may be that: it is used once.
    if (generation === this.#generation && this.#lease.isHeld()) this.#keep(found);
    return found;
  }

  #keep(found: SlackInstallation): void {
    this.#byTeam.set(found.teamId, found);
    this.#byOrganization.set(found.organizationId, found);
    const [oldest] = this.#byTeam.values();
    if (this.#byTeam.size > this.#most && oldest) this.#remove(oldest);
  }

  #remove({ teamId, organizationId }: SlackInstallation): void {
    this.#byTeam.delete(teamId);
    this.#byOrganization.delete(organizationId);
  }
}
