import type { RedisServer } from '../redis-server.ts';
import { openSide, type Side } from './side.ts';

export const ME = '/api/v1/bots/me';

/** Our own servers, and one that answers what they do without asking anybody. */
export interface Contestants {
  bare: Side;
  opaque: Side;
  /** Another of ours, for the tokens of this format, by this address, or with requests that have names of their own. */
  another: (
    name: string,
    options: { format?: string; path?: string; redis?: RedisServer; isNamed?: boolean },
  ) => Promise<Side>;
  /** What a peer is given, so that it answers the same. */
  environment: { BENCH_BODY: string };
}

export async function openContestants(
  databaseUrl: string,
  stack: AsyncDisposableStack,
): Promise<Contestants> {
  const another: Contestants['another'] = async (name, { format = 'opaque', path = ME, redis, isNamed }) => {
    const environment = {
      DATABASE_URL: databaseUrl,
      ...(redis && { REDIS_URL: redis.url }),
      ...(isNamed && { BENCH_NAMED: '1' }),
    };
    return stack.use(await openSide(name, './sides/ours.ts', environment, [path, format]));
  };
  const opaque = await another('Botmint', {});
  const environment = { BENCH_BODY: await bodyOf(opaque) };
  const bare = stack.use(await openSide('node:http, the same body', './sides/bare.ts', environment));
  return { bare, opaque, another, environment };
}

async function bodyOf({ port, requests }: Side): Promise<string> {
  const [, token = ''] = /bot-token: (\S+)/.exec(String(requests[0])) ?? [];
  const answer = await fetch(`http://127.0.0.1:${port}${ME}`, {
    headers: { 'x-agentflow-bot-token': token },
  });
  return answer.text();
}
