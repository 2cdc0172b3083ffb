import { afterAll, beforeAll, expect, test } from 'vitest';
import { promptFor } from '../../src/commands/matrix-prompts.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Messenger } from '../../src/core/ports.ts';
import { remind } from '../../src/jobs/reminders.ts';
import { matrixMessenger } from '../../src/surfaces/matrix/messenger.ts';
import { noticesOf, processOf } from '../jobs/telling.ts';
import { done, issue } from '../world.ts';
import { type Ground, openGround, type Person } from './ground.ts';
import { describeMatrix } from './running.ts';
import type { Seen } from './user.ts';

const never = new Promise<never>(() => {});

describeMatrix('what a person who is in Matrix alone is told', () => {
  let ground: Ground;
  let messenger: Messenger;
  beforeAll(async () => {
    ground = await openGround();
    messenger = matrixMessenger(ground.deps, ground.homeserver, ground.directs);
  });
  afterAll(() => ground[Symbol.asyncDispose]());

  const work = async (own = messenger): Promise<number> =>
    processOf({ ...ground.world, deps: ground.deps }, own).work();

  /** Has a token of a bot of theirs end soon, and a message about it written down. */
  async function remindOf(actor: MemberActor, username: string): Promise<void> {
    done(await ground.world.ask(actor, 'bots create', { username }));
    await issue(ground.world, actor, username, { expiry: '10d' });
    ground.world.clock.pass(4 * 86_400_000);
    await remind.sweep(ground.deps);
  }

  /** What the command bot said to them, in the room that it made for that. */
  async function told({ user, member }: Person): Promise<Seen[]> {
    const room = await ground.directs.openFor(member);
    await user.join(room);
    await user.until('to be told', ({ room_id, type }) => room_id === room && type === 'm.room.message');
    return user.seen.filter(({ room_id, type }) => room_id === room && type === 'm.room.message');
  }

  test('stands in their direct room, with buttons that can be typed or pressed', async () => {
    const dora = await ground.person('dora');
    await remindOf(dora.actor, 'steve');
    await work();
    const [message, ...others] = await told(dora);
    expect(others).toEqual([]);
    expect(message?.content).toMatchObject({ msgtype: 'm.notice', 'm.mentions': {} });
    expect(message?.content['body']).toMatch(/steve[\s\S]*ends? [\s\S]*1 Rotate/);
    await dora.user.until(
      'a reaction',
      ({ type, sender }) => type === 'm.reaction' && sender !== dora.user.userId,
    );
    const asked = {
      organization: dora.actor.organizationId,
      member: dora.actor.id,
      room: message?.room_id ?? '',
    };
    ground.world.clock.pass(1);
    for (const event of [message?.event_id, undefined]) {
      const prompt = await promptFor(ground.deps, { ...asked, event });
      expect(prompt?.state).toMatchObject({
        kind: 'buttons',
        presses: [{ label: 'Rotate' }, { label: 'Revoke' }],
      });
    }
    const [row] = await noticesOf(ground.world);
    expect(row).toMatchObject({ place: `matrix ${message?.room_id} ${message?.event_id}`, fault: null });
  });

  test('is said once, though a process was killed over it and the homeserver began anew', async () => {
    const fred = await ground.person('fred');
    await remindOf(fred.actor, 'once');
    const said = Promise.withResolvers<void>();
    const hanging: Messenger = {
      ...messenger,
      say: async (to, ...asked) => {
        const place = await messenger.say(to, ...asked);
        if (!('member' in to) || to.member !== fred.actor.id) return place;
        said.resolve();
        return never;
      },
    };
    void work(hanging);
    await said.promise;
    // What it was sent by is in its memory alone.
    await ground.synapse.kill();
    await ground.synapse.start();
    ground.world.clock.pass(5000);
    await work();
    const row = (await noticesOf(ground.world)).find(({ member_id: id }) => id === fred.actor.id);
    expect(row).toMatchObject({ attempts: 2, claimed_by: null });
    expect(await told(fred)).toHaveLength(1);
  });

  test('is an approval as well, in whose place the answer stands', async () => {
    const root = await ground.person('root', ['@root:hs.test']);
    const gina = await ground.person('gina');
    done(await ground.world.ask(root.actor, 'policy set', { approval: 'bots' }));
    done(await ground.world.ask(gina.actor, 'bots create', { username: 'wanted', reason: 'to greet' }));
    expect(await work()).toBe(1);
    const [question] = await told(root);
    expect(question?.content['body']).toContain('gina asks for a bot named wanted.');
    const room = question?.room_id ?? '';
    const prompt = await promptFor(ground.deps, {
      organization: root.actor.organizationId,
      member: root.actor.id,
      room,
      event: question?.event_id,
    });
    const press = prompt?.state.kind === 'buttons' ? prompt.state.presses[0] : undefined;
    done(await ground.world.ask(root.actor, press?.command ?? '', press?.input));
    expect(await work()).toBe(2);
    const edit = await root.user.until('an edit', ({ content }) => 'm.new_content' in content);
    expect(edit.content['m.relates_to']).toEqual({ rel_type: 'm.replace', event_id: question?.event_id });
    expect(JSON.stringify(edit.content['m.new_content'])).toContain('gina asked for');
    expect((await told(gina)).map(({ content }) => String(content['body']))).toEqual([
      expect.stringContaining('wanted is ready, and you own it.'),
    ]);
    done(await ground.world.ask(root.actor, 'policy set', { approval: 'none' }));
  });
});
