import { z } from 'zod';
import { executeOnce } from '../../src/commands/execute.ts';
import type { BotActor, MemberActor } from '../../src/core/actor.ts';
import { Secret } from '../../src/core/secret.ts';
import { openWorld, refused, type World } from '../world.ts';

export async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

type Answer = Awaited<ReturnType<typeof executeOnce>>;

export async function askOnce(
  world: World,
  who: MemberActor | BotActor,
  name: string,
  input: unknown,
  key = 'key',
): Promise<Answer> {
  const command = world.deps.commands.find((each) => each.name === name);
  if (!command) throw new Error(`there is no command ${name}`);
  return executeOnce(command, input, who, world.deps, key);
}

/** Whether it was done now or before, with what was answered. */
export function answered(answer: Answer): { kind: string; body: Record<string, unknown> } {
  if (answer.kind === 'refused') throw answer.error;
  const body = answer.kind === 'done' ? answer.output : answer.body;
  return { kind: answer.kind, body: z.record(z.string(), z.unknown()).parse(body) };
}

export const refusal = (answer: Answer) => {
  if (answer.kind === 'replayed') throw new Error('it was answered again');
  return refused(answer);
};

export const tokenIn = (answer: Answer): Secret =>
  z.instanceof(Secret).parse(answered(answer).body['access_token']);
export const idIn = (answer: Answer): string => z.string().parse(answered(answer).body['id']);
