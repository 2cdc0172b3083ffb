import type { Checks, Finding } from './core/checks.ts';
import { homeserverFault } from './core/homeserver-fault.ts';
import type { Lease } from './core/lease.ts';
import type { Homeserver } from './core/matrix.ts';
import type { Clock, Egress } from './core/ports.ts';
import { listed } from './core/text.ts';
import type { Config } from './config.ts';

/** Each resolves when it answers, and rejects when it does not. */
export interface Pings {
  queue: () => Promise<void>;
  /** Undefined where nobody is spoken with. */
  slack?: () => Promise<void>;
}

interface Looked {
  config: Config;
  database: { ping(): Promise<void> };
  /** As the database has it. */
  clock: Clock;
  /** As this machine has it. */
  own: Clock;
  lease: Lease;
  egress: Pick<Egress, 'check'>;
  /** Undefined where there is none. */
  homeserver: Pick<Homeserver, 'ping'> | undefined;
  pings: Pings;
}

/** How far the two clocks may be apart: a token's end is judged by one of them, and logged by the other. */
const APART_MS = 5000;

/** A name that is always there, looked up to see that names can be. */
const KNOWN = 'https://example.com/';

/** What `doctor` looks at. */
export function checksOf(looks: Looked): Checks {
  const { config, database, clock, own, lease, egress, homeserver, pings } = looks;
  const looked = (ping: () => Promise<void>, well: string, unwell: string) => async (): Promise<Finding> => {
    const began = own.elapsed();
    return ping().then(
      () => ({ isOk: true, detail: `${well} in ${Math.round(own.elapsed() - began)} ms` }),
      () => ({ isOk: false, detail: unwell }),
    );
  };
  const { slack } = pings;
  const [slackWell, slackUnwell] = slackWords(config);
  return {
    database: looked(
      () => database.ping(),
      'Postgres answers',
      'Postgres does not answer. Is it running, and is DATABASE_URL right?',
    ),
    queue: looked(
      pings.queue,
      config.REDIS_URL === undefined
        ? 'It stands on Postgres, and answers'
        : 'It stands on Redis, and answers',
      config.REDIS_URL === undefined
        ? 'The queue is not open. It opens a second after the start; if it stays so, the log says why.'
        : 'Redis does not answer. Is it running, and is REDIS_URL right?',
    ),
    clock: async () => clockFinding(clock.now().getTime() - own.now().getTime(), lease.isHeld()),
    slack: slack
      ? looked(slack, slackWell, slackUnwell)
      : async () => ({ isOk: true, detail: 'Off: this process does not speak with Slack' }),
    matrix: async () => matrixFinding(homeserver, own),
    'webhook egress': async () => egressFinding(egress, config.WEBHOOK_ALLOWED_NETWORKS),
  };
}

/** What is said of a Slack that answers, and of one that does not. */
function slackWords({
  SLACK_BOT_TOKEN: botToken,
  SLACK_APP_TOKEN: appToken,
  SLACK_CLIENT_ID: clientId,
}: Config): [well: string, unwell: string] {
  if (!botToken && clientId === undefined)
    return [
      'The local workspace answers',
      'The local workspace does not answer. Start Botmint anew; the log says why.',
    ];
  const tokens = [...(botToken ? ['SLACK_BOT_TOKEN'] : []), ...(appToken ? ['SLACK_APP_TOKEN'] : [])];
  const holds =
    tokens.length > 1 ? `Do ${listed(tokens)} hold, and can` : `Does ${listed(tokens)} hold, and can`;
  const how = tokens.length === 0 ? 'Can' : holds;
  return appToken
    ? [
        'Slack answers, and speaks over a line of Socket Mode',
        `Slack does not answer, or there is no line to it. ${how} this machine reach slack.com?`,
      ]
    : ['Slack answers', `Slack does not answer. ${how} this machine reach slack.com?`];
}

function clockFinding(aheadMs: number, isBeating: boolean): Finding {
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  const apart = `The database's clock is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(aheadMs) > APART_MS)
    return { isOk: false, detail: `${apart}. Have both set by NTP: tokens end by the database's.` };
  if (!isBeating)
    return { isOk: false, detail: 'The last beat is over 1 s old: the database is slow or away.' };
  return { isOk: true, detail: `${apart}, the last beat under 1 s old` };
}

/** Both ways: it answers, and reaches us. */
async function matrixFinding(homeserver: Looked['homeserver'], own: Clock): Promise<Finding> {
  if (!homeserver) return { isOk: true, detail: 'Off' };
  const began = own.elapsed();
  return homeserver.ping().then(
    () => ({
      isOk: true,
      detail: `The homeserver answers in ${Math.round(own.elapsed() - began)} ms, and reaches Botmint`,
    }),
    (error: unknown) => ({ isOk: false, detail: homeserverFault(error) }),
  );
}

async function egressFinding(egress: Pick<Egress, 'check'>, allowed: readonly string[]): Promise<Finding> {
  const reach = `Webhooks reach public addresses${allowed.length > 0 ? `, and ${listed(allowed)}` : ' alone'}`;
  return egress.check(KNOWN).then(
    () => ({ isOk: true, detail: `${reach}; names are looked up` }),
    () => ({
      isOk: false,
      detail: `${reach}, but names cannot be looked up. Look at /etc/resolv.conf of this machine.`,
    }),
  );
}
