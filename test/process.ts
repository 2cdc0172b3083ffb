import * as actors from '../src/commands/actors.ts';
import { execute, type Deps } from '../src/commands/execute.ts';
import { commands } from '../src/commands/index.ts';
import { openIssuer } from '../src/commands/issuer.ts';
import { LastUsed } from '../src/commands/last-used.ts';
import { Limits } from '../src/commands/limits.ts';
import { Lookups } from '../src/commands/lookups.ts';
import { peersOver, staleIn } from '../src/commands/peers.ts';
import { Polls } from '../src/commands/polls.ts';
import { Verified } from '../src/commands/verified.ts';
import type { MemberActor } from '../src/core/actor.ts';
import { FollowingClock } from '../src/core/following-clock.ts';
import { Lease } from '../src/core/lease.ts';
import { Wakers } from '../src/core/waker.ts';
import type { Clock } from '../src/core/ports.ts';
import { mintControl } from '../src/core/tokens.ts';
import { sealKey, vaultOf } from '../src/core/seal.ts';
import { unmeasured, untraced } from '../src/core/unmeasured.ts';
import { Secret } from '../src/core/secret.ts';
import { openEgress } from '../src/jobs/webhooks/egress.ts';
import { openDatabase } from '../src/store/database.ts';
import { Peering } from '../src/store/peering.ts';
import { clock as own, ids, random } from '../src/system.ts';

/** One process of an installation, as far as it verifies and revokes: what `app.ts` makes, without a surface. */
export interface Process extends AsyncDisposable {
  deps: Deps;
  peering: Peering;
  lease: Lease;
  wakers: Wakers;
  logged: string[];
  /** What whoever presents this token is told: "steve", or the code of the refusal. */
  told(token: Secret, address?: string): Promise<string>;
  /** What a person of the workspace asks is done. Throws with the sentence when it was refused. */
  done(who: MemberActor, command: string, input: Record<string, unknown>): Promise<unknown>;
}

interface Where {
  /** Another way to the database for the connection over which it beats and listens. */
  line?: string;
  clock?: Clock;
  /** A lease that no busy machine lets run out: for tests that count on what is kept. */
  isSteady?: boolean;
  /** As another's SECRET_KEY, beside which it runs. */
  secretKey?: string;
}

export async function startProcess(
  url: string,
  { line = url, clock: its = own, isSteady = false, secretKey = 'a key for tests' }: Where = {},
): Promise<Process> {
  await using stack = new AsyncDisposableStack();
  const logged: string[] = [];
  const log = { warn: (text: string) => logged.push(text), error: (text: string) => logged.push(text) };
  const database = stack.use(openDatabase(url, log));
  const clock = new FollowingClock(its);
  const lease = new Lease(() => (isSteady ? 0 : clock.elapsed()));
  const verified = new Verified(lease);
  const wakers = new Wakers();
  const hearDue = (text: string): void => wakers.tell(text);
  const polls = new Polls({ database, ids });
  const hearUpdates = (text: string): void => polls.hear(text);
  const forget = (message: string | undefined): void => {
    verified.drop(staleIn(message));
    polls.drop(staleIn(message));
  };
  const peering = stack.use(
    await Peering.open({
      url: line,
      database,
      name: 'test',
      clock,
      lease,
      ids,
      log,
      forget,
      hearDue,
      hearUpdates,
    }),
  );
  const key = sealKey(new Secret(secretKey));
  const issuer = await openIssuer({
    database,
    clock,
    random,
    sealKey: key,
    publicUrl: 'http://botmint.test',
  });
  const limits = new Limits(clock, { living: () => peering.living });
  const lastUsed = stack.use(new LastUsed({ database, clock, log }));
  const peers = peersOver(peering);
  const deps = {
    database,
    clock,
    random,
    ids,
    issuer,
    limits,
    log,
    peers,
    verified,
    lookups: new Lookups(database, clock),
    lastUsed,
    vault: vaultOf(key, random),
    egress: stack.use(openEgress({ allowed: ['127.0.0.0/8'] })),
    tracing: untraced,
    meter: unmeasured,
    control: mintControl(random),
    commands,
    checks: {},
    polls,
    directory: { look: async () => {} },
  };
  const opened = stack.move();
  return {
    deps,
    peering,
    lease,
    wakers,
    logged,
    told: async (token, address) => told(token, address, deps),
    done: async (who, command, input) => done(who, command, input, deps),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function told(token: Secret, address: string | undefined, deps: Deps): Promise<string> {
  return actors.ofToken(token.reveal(), { surface: 'rest', address }, deps).then(
    ({ username }) => username,
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

async function done(
  who: MemberActor,
  name: string,
  input: Record<string, unknown>,
  deps: Deps,
): Promise<unknown> {
  const command = commands.find((each) => each.name === name);
  if (!command) throw new Error(`there is no command ${name}`);
  const outcome = await execute(command, input, who, deps, true);
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome.kind === 'done' ? outcome.output : undefined;
}
