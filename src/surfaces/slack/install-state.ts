import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Deps } from '../../commands/execute.ts';
import { spendState } from '../../commands/slack-installing.ts';
import { Secret } from '../../core/secret.ts';
import { isSame } from '../../core/tokens.ts';

/** How long somebody may take to say yes in Slack. */
const LASTS_MS = 600_000;

const PLACE = '|slack_state||';

const State = z.object({ until: z.number() });

/**
 * What goes to Slack with a browser and comes back with it: sealed, so that nobody else makes one; in a cookie as well,
 * so that it is this browser's; and good for one coming back, whichever process it comes to. Nothing is written before.
 */
export class InstallStates {
  readonly #deps: Pick<Deps, 'vault' | 'clock' | 'database'>;
  /** Without TLS, as on one's own machine, browsers keep no cookie that demands it. */
  readonly #isSecure: boolean;

  constructor(deps: Pick<Deps, 'vault' | 'clock' | 'database'>, isSecure: boolean) {
    this.#deps = deps;
    this.#isSecure = isSecure;
  }

  make(): { state: string; cookie: string } {
    const { vault, clock } = this.#deps;
    const until = clock.now().getTime() + LASTS_MS;
    const state = vault.seal(new Secret(JSON.stringify({ until })), PLACE);
    return { state, cookie: this.#cookie(state, LASTS_MS / 1000) };
  }

  /** Has the browser forget it. */
  get forgotten(): string {
    return this.#cookie('', 0);
  }

  /** Whether this is what this browser was given, in time and for the first time. */
  async spend(state: string, cookies: string | undefined): Promise<boolean> {
    const given = cookieIn(cookies ?? '', this.#name);
    if (given === undefined || !isSame(new Secret(given), new Secret(state))) return false;
    const until = this.#untilIn(state);
    if (until === undefined || until.getTime() <= this.#deps.clock.now().getTime()) return false;
    return spendState(hash('sha256', state, 'buffer'), until, this.#deps);
  }

  #untilIn(state: string): Date | undefined {
    try {
      return new Date(readUntil(this.#deps.vault.unseal(state, PLACE)));
    } catch {
      // Cut short, changed, or sealed by nobody here.
      return undefined;
    }
  }

  get #name(): string {
    return this.#isSecure ? '__Host-botmint_slack_state' : 'botmint_slack_state';
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#isSecure ? '; Secure' : '';
    return `${this.#name}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${seconds}${secure}`;
  }
}

const readUntil = (opened: Secret): number => State.parse(JSON.parse(opened.reveal())).until;

const cookieIn = (header: string, name: string): string | undefined =>
  header
    .split(/;\s*/)
    .map((each) => each.split('='))
    .find(([each]) => each === name)?.[1];
