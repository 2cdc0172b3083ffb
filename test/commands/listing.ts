import { z } from 'zod';
import type { MemberActor } from '../../src/core/actor.ts';
import { plain } from '../../src/core/text.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { done, type Name, rows, type World } from '../world.ts';

const Page = z.object({
  bots: z.array(z.object({ username: z.string() })),
  total: z.number(),
  next_cursor: z.string().nullable(),
});

/** A page of `bots list`, by the names of its bots. */
export async function page(world: World, who: MemberActor, input: Record<string, unknown>) {
  const { bots, ...rest } = Page.parse(done(await world.ask(who, 'bots list', input)));
  return { names: bots.map(({ username }) => username), total: rest.total, next_cursor: rest.next_cursor };
}

export async function make(world: World, who: MemberActor, ...usernames: string[]): Promise<void> {
  for (const username of usernames) done(await world.ask(who, 'bots create', { username }));
}

/** The lines of a list as a chat has them, each with the name on its button. */
export function linesOf(outcome: Outcome): [text: string, button: unknown][] {
  const lines = outcome.kind === 'done' ? (outcome.document.table?.lines ?? []) : [];
  return lines.map(({ text, buttons }) => [plain(text), buttons?.[0]?.input['username']]);
}

/** Registers services, by type and external id. */
export async function services(world: World, ...keys: [type: string, externalId: string][]): Promise<void> {
  for (const [type, externalId] of keys)
    await rows(
      world,
      `insert into service (organization_id, id, service_type, external_id, created_at)
       select id, gen_random_uuid(), '${type}', '${externalId}', created_at from organization`,
    );
}

/** Names a bot in every service of a type, or in one of them. */
export async function named(
  world: World,
  username: string,
  type: string,
  value: string,
  externalId = '%',
): Promise<void> {
  await rows(
    world,
    `insert into identity (organization_id, bot_id, service_id, value, created_at, updated_at)
     select b.organization_id, b.id, s.id, '${value}', b.created_at, b.created_at from bot b, service s
     where username = '${username}' and service_type = '${type}' and external_id like '${externalId}'`,
  );
}

/** This person's account is deactivated in the workspace. */
export async function deactivate(world: World, name: Name): Promise<void> {
  await rows(world, `update member set is_deactivated = true where name = '${name}'`);
}
