import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, registryOf, signed } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from './asking.ts';
import { opening } from './filling.ts';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await using alice = await botmint.person('alice');
  for (const service of ['github acme', 'github beta', 'okta one.okta.com', 'okta two.okta.com'])
    await saidTo(alice, `/botmint services add ${service}`);
  await saidTo(alice, '/botmint services add aws_iam 123456789012');
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

type Form = Awaited<ReturnType<typeof opening>>;

/** A change of a form as Slack signs it, with what stands in its fields. */
async function changed(form: Form, at: string, values: Record<string, string>, hash = form.view.hash) {
  const { teamId } = await registryOf(botmint);
  const state = Object.fromEntries(
    Object.entries(values).map(([id, value]) => {
      const [name = ''] = id.split('~');
      return [id, { [name]: { type: 'static_select', selected_option: { value } } }];
    }),
  );
  const view = {
    id: form.view.id,
    hash,
    type: 'modal',
    callback_id: 'form',
    title: { type: 'plain_text', text: 'A form' },
    private_metadata: JSON.stringify({ command: 'bots update-identity', input: {}, confirmed: false }),
    state: { values: state },
  };
  const action = {
    type: 'static_select',
    block_id: 'service_type',
    action_id: 'service_type',
    action_ts: at,
  };
  const common = { team: { id: teamId, domain: 'local' }, user: { id: bob.id, team_id: teamId } };
  return {
    action: { payload: JSON.stringify({ ...common, type: 'block_actions', view, actions: [action] }) },
    submission: { payload: JSON.stringify({ ...common, type: 'view_submission', view }) },
  };
}

describe('two changes that cross', () => {
  test.each([
    ['github', 'okta'],
    ['okta', 'github'],
    ['aws_iam', 'okta'],
  ])('%s and then %s come to the latter, whichever is done first', async (first, last) => {
    const form = await opening(bob, '/bots update-identity steve');
    const sent = await Promise.all(
      [first, last].map(async (type, index) => {
        const at = `1700000000.00000${index}`;
        const { action } = await changed(form, at, { service_type: type });
        return signed(botmint, action, { skew: index });
      }),
    );
    const answered = await Promise.all(sent.map(async (request) => deliver(botmint, request)));
    expect(answered.map(({ status }) => status)).toEqual([200, 200]);
    await form.updated(`external_id~${last}`);
    form.pick('service_type', last);
    const [which = ''] = form.options('external_id');
    form.pick('external_id', which);
    await form.tell('external_id');
    await form.updated(`new_value~${last}~${which}`);
    expect(form.blockIds).toEqual([
      'username',
      'service_type',
      `external_id~${last}`,
      `new_value~${last}~${which}`,
    ]);
  });

  test('of which the later was shown already leave it at that, whichever comes last', async () => {
    const form = await opening(bob, '/bots update-identity steve');
    const { hash } = form.view;
    const send = async (at: string, type: string) => {
      const { action } = await changed(form, at, { service_type: type }, hash);
      return deliver(botmint, await signed(botmint, action, { skew: Number(at.at(-1)) }));
    };
    expect(await send('1700000000.000002', 'okta')).toEqual({ status: 200, text: '' });
    await form.updated();
    expect(form.blockIds.at(-1)).toBe('external_id~okta');
    expect(await send('1700000000.000001', 'github')).toEqual({ status: 200, text: '' });
    // The newest is shown, though what it was made of has changed since.
    expect(await send('1700000000.000003', 'aws_iam')).toEqual({ status: 200, text: '' });
    await form.updated();
    expect(form.blockIds.at(-1)).toBe('new_value~aws_iam~123456789012');
    expect(bob.unseen.filter(({ type }) => type === 'view_updated')).toEqual([]);
  });

  test('never send an answer that was given after another one', async () => {
    const form = await opening(bob, '/bots update-identity steve');
    const values = { username: 'steve', service_type: 'okta', 'external_id~github': 'acme', new_value: 'x' };
    const { submission } = await changed(form, '1', values);
    const { text } = await deliver(botmint, await signed(botmint, submission));
    expect(text).toContain('"response_action":"update"');
    expect(text).toContain('"block_id":"external_id~okta"');
    expect(text).not.toContain('~github');
  });
});

test('nothing of all this went to the log', () => {
  expect(botmint.logged).toEqual([]);
});
