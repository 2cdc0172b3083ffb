import type { BlockAction } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { call, Refusal } from './call.ts';
import { BLOCKS, one, options, PRESSED } from './kit.ts';
import { text } from './modal.ts';
import { openWorld } from './world.ts';

const section = { type: 'section', text: text('x') };
const button = (action_id: string) => ({ type: 'button', action_id, text: text('x') });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object) => ({ type: 'input', label: text('x'), element });
const long = (length: number) => text('x'.repeat(length));
const menu = { type: 'static_select', options };

/** What is wrong, where, and in which words. */
const WRONG: [object[], string, string][] = [
  [[{ type: 'frobnicate' }], '/0/type', 'unsupported type: frobnicate'],
  [[{}], '/0/type', 'missing required field: type'],
  [[{ type: 'header' }], '/0', 'missing required field: text'],
  [[{ type: 'header', text: 'x' }], '/0/text', 'must provide an object'],
  [[{ type: 'header', text: long(151) }], '/0/text/text', 'must be less than 151 characters'],
  [[{ type: 'section', text: text('') }], '/0/text/text', 'must be more than 0 characters'],
  [[{ type: 'section' }], '/0', 'must have text or fields'],
  [
    [{ type: 'section', fields: Array.from({ length: 11 }, () => text('x')) }],
    '/0/fields',
    'no more than 10 items allowed',
  ],
  [[actions()], '/0/elements', 'no fewer than 1 items allowed'],
  [[actions({ type: 'plain_text_input' })], '/0/elements/0/type', 'unsupported type: plain_text_input'],
  [[actions({ ...button('a'), style: 'green' })], '/0/elements/0/style', 'must be a valid enum value'],
  [[actions(button('a'), button('a'))], '', 'action_id a already exists in its block'],
  [
    [
      { ...section, block_id: 'a' },
      { ...section, block_id: 'a' },
    ],
    '',
    'block_id a already exists',
  ],
  [[actions({ type: 'static_select' })], '/0/elements/0', 'must have either options or option_groups'],
  [
    [actions({ ...menu, initial_option: { text: text('Four'), value: 'four' } })],
    '/0/elements/0',
    'must have initial options that are among its options',
  ],
  [
    [actions({ type: 'conversations_select', filter: {} })],
    '/0/elements/0/filter',
    'must have at least one of include, exclude_external_shared_channels and exclude_bot_users',
  ],
  [
    [input({ type: 'plain_text_input', min_length: 5, max_length: 4 })],
    '/0/element',
    'must have a min_length that is not greater than its max_length',
  ],
  [
    [input({ type: 'file_input', max_files: 11 })],
    '/0/element/max_files',
    'too big: expected number to be <=10',
  ],
  [[{ type: 'video', video_url: 'http://x' }], '/0/video_url', 'must be an https URL'],
  [[{ type: 'card' }], '/0', 'must have at least one of hero_image, title, body and actions'],
  [
    [{ type: 'container', title: text('x'), child_blocks: [{ type: 'markdown', text: 'x' }] }],
    '/0/child_blocks/0/type',
    'unsupported type: markdown',
  ],
  [Array.from({ length: 51 }, () => section), '', 'no more than 50 items allowed'],
];

describe('blocks.validate', () => {
  test('takes one of every block, and says of each mistake where it is', async () => {
    await using world = await openWorld();
    const validate = (asked: Record<string, unknown>) => call(world.url, 'blocks.validate', asked);
    await validate({ blocks: BLOCKS });
    await validate({ message: { blocks: BLOCKS } });
    await validate({ view: { type: 'modal', title: text('x'), submit: text('x'), blocks: BLOCKS } });
    const said: unknown[] = [];
    for (const [blocks] of WRONG) {
      const refusal: unknown = await validate({ blocks }).catch((error: unknown) => error);
      said.push(refusal instanceof Refusal ? refusal.answer : 'taken');
    }
    const wanted = WRONG.map(([, pointer, message]) => ({
      error: 'invalid_blocks',
      errors: expect.arrayContaining([{ pointer, code: 'failed_constraint', message }]),
    }));
    expect(said).toMatchObject(wanted);
    const focused = input({ type: 'plain_text_input', focus_on_load: true });
    const view = { type: 'modal', title: text('x'), submit: text('x'), blocks: [focused, focused] };
    await expect(validate({ view })).rejects.toThrow('invalid_view');
    await expect(validate({ message: { blocks: [{}] } })).rejects.toThrow('invalid_message');
    await expect(validate({})).rejects.toThrow('invalid_arguments');
    await expect(validate({ blocks: BLOCKS, view })).rejects.toThrow('invalid_arguments');
  });
});

describe('a message', () => {
  test('keeps one of every block, and is refused with Slack’s words for where it is wrong', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await world.post({ channel: '#general', text: 'x', blocks: BLOCKS });
    const { message } = await bob.nextEvent('message');
    expect(message.blocks?.map(({ type }) => type)).toEqual(BLOCKS.map(({ type }) => type));
    const said = '[json-pointer:/blocks/0]';
    await expect(world.post({ channel: '#general', blocks: [{ type: 'header' }] })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: [`missing required field: text ${said}`],
        response_metadata: { messages: [`[ERROR] missing required field: text ${said}`] },
      },
    });
    // What no program could write again is refused, and not a failure of the workspace.
    const blocks = `[{"type":"divider","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]`;
    const token = world.installation.botToken;
    const deep = { channel: '#general', blocks };
    await expect(call(world.url, 'chat.postMessage', deep, token)).rejects.toThrow('invalid_arguments');
    const view = { user_id: bob.id, view: `{"type":"home","blocks":${blocks}}` };
    await expect(call(world.url, 'views.publish', view, token)).rejects.toThrow('invalid_arguments');
    expect(world.log).toEqual([]);
    const markdown = { type: 'markdown', text: 'x'.repeat(7000) };
    await expect(world.post({ channel: '#general', blocks: [markdown, markdown] })).rejects.toThrow(
      'msg_blocks_too_long',
    );
  });

  test('tells the app of each kind of element what was done to it', async () => {
    await using world = await openWorld();
    const bodies: BlockAction[] = [];
    world.bolt.action<BlockAction>(/./, async ({ ack, body }) => {
      bodies.push(body);
      await ack();
    });
    await using bob = await world.signIn('bob');
    const elements = PRESSED.map(([element], index) => ({ ...element, action_id: `a${index}` }));
    await world.post({
      channel: '#general',
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements }],
    });
    const posted = await bob.nextEvent('message');
    for (const [index, [, given]] of PRESSED.entries()) await bob.press(posted, `a${index}`, given);
    const named = { block_id: 'b', action_ts: expect.any(String) };
    expect(bodies.map(({ actions: [done] }) => done)).toMatchObject(
      PRESSED.map(([{ type }, , heard], index) => ({ type, ...named, action_id: `a${index}`, ...heard })),
    );
    // Whatever keeps a state has there what was just chosen.
    expect(bodies.map(({ state }, index) => state?.values['b']?.[`a${index}`])).toMatchObject(
      PRESSED.map(([{ type }, given]) => (type === 'button' || type === 'overflow' ? undefined : given)),
    );
  });

  test('tells of what stands in a container, a card or the context', async () => {
    await using world = await openWorld();
    const pressed: unknown[] = [];
    world.bolt.action<BlockAction>(/./, async ({ ack, action }) => {
      pressed.push(action);
      await ack();
    });
    await using bob = await world.signIn('bob');
    const posts = BLOCKS.filter(({ type }) =>
      ['card', 'carousel', 'container', 'context_actions'].includes(type),
    );
    const places = [];
    for (const block of posts) {
      await world.post({ channel: '#general', text: 'x', blocks: [block] });
      places.push(await bob.nextEvent('message'));
    }
    const [card, carousel, container, context] = places;
    if (!card || !carousel || !container || !context) throw new Error('A block is missing.');
    const blockOf = (on: typeof card) => {
      const shown: {
        block_id?: string;
        elements?: { block_id: string }[];
        child_blocks?: { block_id: string }[];
      } = on.message.blocks?.[0] ?? {};
      return shown.child_blocks?.[1]?.block_id ?? shown.elements?.[0]?.block_id ?? shown.block_id ?? '';
    };
    const press = async (on: typeof card, action_id: string, action: Record<string, unknown> = {}) =>
      bob.call('blocks.actions', {
        container: { type: 'message', channel: on.channel, message_ts: on.message.ts },
        action: { type: 'button', block_id: blockOf(on), action_id, ...action },
      });
    await press(card, 'in card');
    await press(carousel, 'in card');
    await press(container, 'inside');
    await press(context, 'feedback', { value: 'bad' });
    await press(context, 'icon');
    await expect(press(context, 'feedback', { value: 'other' })).rejects.toThrow('invalid_arguments');
    expect(pressed).toMatchObject([
      { type: 'button', action_id: 'in card' },
      { type: 'button', action_id: 'in card' },
      { type: 'button', action_id: 'inside' },
      { type: 'feedback_buttons', value: 'bad', text: { text: 'Bad' } },
      { type: 'icon_button', icon: 'trash', value: 'bin', text: { text: 'Bin it' } },
    ]);
  });

  test('keeps an input to itself unless it says that it tells', async () => {
    await using world = await openWorld();
    const heard: string[] = [];
    world.bolt.action('name', async ({ ack }) => {
      heard.push('name');
      await ack();
    });
    await using bob = await world.signIn('bob');
    const element = { type: 'plain_text_input' as const, action_id: 'name' };
    const quiet = { type: 'input' as const, label: text('Name'), element };
    await world.post({ channel: '#general', text: 'x', blocks: [quiet] });
    await expect(bob.press(await bob.nextEvent('message'), 'name', { value: 'x' })).rejects.toThrow(
      'invalid_arguments',
    );
    await world.post({ channel: '#general', text: 'x', blocks: [{ ...quiet, dispatch_action: true }] });
    await bob.press(await bob.nextEvent('message'), 'name', { value: 'x' });
    expect(heard).toEqual(['name']);
  });
});

describe('an external select', () => {
  test('gives the app’s choices in the groups that they came in', async () => {
    await using world = await openWorld();
    world.bolt.options('pick', async ({ ack }) =>
      ack({ option_groups: [{ label: text('Numbers'), options }] }),
    );
    await using bob = await world.signIn('bob');
    await world.post({
      channel: '#general',
      text: 'x',
      blocks: [
        { type: 'actions', block_id: 'b', elements: [{ type: 'external_select', action_id: 'pick' }] },
      ],
    });
    const { channel, message } = await bob.nextEvent('message');
    const container = { type: 'message', channel, message_ts: message.ts };
    const asked = { container, block_id: 'b', action_id: 'pick', value: 'o' };
    expect(await bob.call('blocks.suggest', asked)).toMatchObject({
      options: [one, {}, {}],
      option_groups: [{ label: { text: 'Numbers' }, options: [one, {}, {}] }],
    });
  });
});
