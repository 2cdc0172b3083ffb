import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { type Choice, type Command, defineCommand } from '../../src/commands/declare.ts';
import { hints, Label, textRead } from '../../src/commands/inputs.ts';
import { formOf } from '../../src/surfaces/form.ts';
import { formIn } from '../../src/surfaces/slack/answers.ts';
import { formModal } from '../../src/surfaces/slack/modals.ts';
import { openWorld } from '../world.ts';

const Plain = (label: string) => textRead((text) => text).register(hints, { label, hint: 'Some text.' });

const Suspect = textRead((text) => text).register(hints, {
  label: 'Token',
  hint: 'A token that was found.',
  secret: true,
});

const Networks = z.array(z.string()).optional().register(hints, {
  label: 'Networks',
  hint: 'Where from.',
  list: true,
});

const Format = z.enum(['jwt', 'opaque']).default('jwt').register(hints, { label: 'Format', hint: 'Which.' });

const shape = {
  name: Plain('Name'),
  label: Label.optional(),
  format: Format,
  networks: Networks,
  suspect: Suspect,
  uses: Plain('Uses').optional(),
  reason: Plain('Reason').optional(),
  place: Plain('Place').optional(),
};

function command(asked: z.ZodRawShape, choices: Record<string, Choice[]> = {}): Command {
  return defineCommand({
    name: 'forms fill',
    title: 'Fill a form',
    summary: 'Fill a form.',
    example: 'forms fill',
    effect: 'read',
    confirm: false,
    scope: null,
    by: 'either',
    http: 'GET /api/v1/forms',
    input: z.object(asked),
    positional: [],
    output: z.object({}),
    choices: Object.fromEntries(
      Object.entries(choices).map(([name, offered]) => [name, { offer: async () => offered }]),
    ),
    run: async () => ({}),
    say: () => ({ text: [] }),
  });
}

async function shown(asked: Command, answers: Record<string, string> = {}, isOpen = false) {
  await using world = await openWorld();
  const alice = await world.person('alice');
  return formModal(await formOf(asked, answers, { isOpen }, alice, world.deps));
}

type Blocks = ModalView['blocks'];

const inputs = (blocks: Blocks): InputBlock[] =>
  blocks.flatMap((block) => (block.type === 'input' ? [block as InputBlock] : []));
const names = (blocks: Blocks) => inputs(blocks).map(({ block_id }) => block_id);
const fieldNamed = (blocks: Blocks, name: string) =>
  inputs(blocks).find(({ block_id }) => block_id === name)?.element;

const numbered = (count: number): Choice[] =>
  Array.from({ length: count }, (_none, index) => ({ value: `v${index}`, label: `Choice ${index}` }));

describe('a form', () => {
  test('of many fields shows five at first, what is needed always among them', async () => {
    const { blocks } = await shown(command(shape));
    expect(names(blocks)).toEqual(['name', 'label', 'format', 'networks', 'suspect']);
    expect(blocks.at(-1)).toMatchObject({
      type: 'actions',
      elements: [{ action_id: 'more', text: { text: 'More options' } }],
    });
  });

  test('shows what was given, wherever it stands, in the order of its declaration', async () => {
    const { blocks } = await shown(command(shape), { place: 'here', reason: 'why' });
    expect(names(blocks)).toEqual(['name', 'label', 'suspect', 'reason', 'place']);
  });

  test('shows all of it once it is unfolded, and stays so', async () => {
    const asked = command(shape);
    const { blocks, private_metadata = '' } = await shown(asked, {}, true);
    expect(names(blocks)).toEqual(Object.keys(shape));
    expect(blocks.filter(({ type }) => type === 'actions')).toEqual([]);
    expect(formIn({ private_metadata }, { commands: [asked] }).pressed.isOpen).toBe(true);
  });

  test('of a few fields is not folded', async () => {
    const { place: _place, reason: _reason, ...few } = shape;
    const { blocks } = await shown(command(few));
    expect(names(blocks)).toEqual(Object.keys(few));
  });

  test('has the default of an input in its field, unless something was given', async () => {
    const asked = command(shape);
    const initial = async (answers: Record<string, string>) =>
      fieldNamed((await shown(asked, answers)).blocks, 'format');
    expect(await initial({})).toMatchObject({
      type: 'static_select',
      options: [{ value: 'jwt' }, { value: 'opaque' }],
      initial_option: { value: 'jwt' },
    });
    expect(await initial({ format: 'opaque' })).toMatchObject({ initial_option: { value: 'opaque' } });
    expect(await initial({ format: 'png' })).not.toHaveProperty('initial_option');
  });

  test('never shows a secret again', async () => {
    const view = await shown(command(shape), { suspect: 'af_bot_0123' });
    expect(JSON.stringify(view)).not.toContain('af_bot');
    expect(names(view.blocks)).toContain('suspect');
  });

  test('lets a list be typed that has nothing to choose from', async () => {
    const { blocks } = await shown(command(shape), { networks: '10.0.0.0/8' });
    expect(fieldNamed(blocks, 'networks')).toMatchObject({
      type: 'plain_text_input',
      initial_value: '10.0.0.0/8',
    });
  });

  test.each([
    [100, 'static_select'],
    [101, 'external_select'],
  ])('of %i choices has a %s', async (count, type) => {
    const { blocks } = await shown(command({ name: Plain('Name') }, { name: numbered(count) }));
    expect(fieldNamed(blocks, 'name')?.type).toBe(type);
  });

  test('whose one question has one choice has nothing left to ask', async () => {
    const { blocks, private_metadata = '' } = await shown(
      command({ name: Plain('Name') }, { name: [{ value: 'only', label: 'The one' }] }),
    );
    expect(names(blocks)).toEqual([]);
    expect(JSON.stringify(blocks)).toContain('The one');
    expect(private_metadata).toContain('"name":"only"');
  });
});

test('the block of an answer that comes after a long one has an id that Slack takes', async () => {
  const long = 'x'.repeat(150);
  const asked: Command = {
    ...command({ name: Plain('Name'), value: Plain('Value') }),
    choices: { value: { after: ['name'] } },
  };
  const after = async (name: string) => names((await shown(asked, { name })).blocks).at(-1) ?? '';
  expect(await after('short')).toBe('value~short');
  expect(await after(long)).toBe(`value~${long}`);
  const [one, other] = [await after(`${long}${long}1`), await after(`${long}${long}2`)];
  expect([one.length <= 255, one === other, one.startsWith('value~')]).toEqual([true, false, true]);
});
