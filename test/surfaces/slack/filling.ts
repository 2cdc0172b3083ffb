import { z } from 'zod';
import type { StateValues, View } from '../../../src/slack-clone/protocol.ts';
import type { Person } from '../../slack-clone/person.ts';
import { modalFor } from './asking.ts';

const Option = z.object({
  text: z.looseObject({ type: z.literal('plain_text'), text: z.string() }),
  value: z.string(),
});

const Field = z.looseObject({
  type: z.literal('input'),
  block_id: z.string(),
  dispatch_action: z.boolean().optional(),
  element: z.looseObject({
    type: z.string(),
    action_id: z.string(),
    options: z.array(Option).optional(),
    initial_option: Option.optional(),
    initial_value: z.string().optional(),
  }),
});

type Field = z.infer<typeof Field>;

const Sent = z.object({
  response_action: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  view: z.custom<View>().optional(),
});

/** A modal as somebody fills it in: as in Slack, what stands in a block stays as long as its id does. */
class Filling {
  readonly person: Person;
  view: View;
  values: StateValues = {};

  constructor(person: Person, view: View) {
    this.person = person;
    this.view = view;
  }

  get fields(): Field[] {
    return this.view.blocks.flatMap((block) => Field.safeParse(block).data ?? []);
  }

  /** The ids of its input blocks, in their order. */
  get blockIds(): string[] {
    return this.fields.map(({ block_id }) => block_id);
  }

  field(name: string): Field {
    const field = this.fields.find(({ element }) => element.action_id === name);
    if (!field) throw new Error(`There is no field ${name}, but ${this.blockIds.join(', ')}.`);
    return field;
  }

  /** What can be chosen there. */
  options(name: string): string[] {
    return this.field(name).element.options?.map(({ value }) => value) ?? [];
  }

  /** What stands there. */
  value(name: string): string | undefined {
    const { block_id, element } = this.field(name);
    const filled = this.values[block_id]?.[name];
    if (filled) return filled.selected_option?.value ?? filled.value ?? undefined;
    return element.initial_option?.value ?? element.initial_value;
  }

  type(name: string, value: string): void {
    const { block_id, element } = this.field(name);
    this.values[block_id] = { [name]: { type: element.type, value } };
  }

  /** Chooses, and where the app is told of it, waits for what it makes of the modal. */
  async choose(name: string, value: string): Promise<void> {
    if (this.pick(name, value)) {
      await this.tell(name);
      await this.updated();
    }
  }

  /** Chooses without telling. @returns whether the app wants to be told. */
  pick(name: string, value: string): boolean {
    const { block_id, element, dispatch_action } = this.field(name);
    const listed = element.options?.find((option) => option.value === value);
    const option = listed ?? { text: { type: 'plain_text' as const, text: value }, value };
    if (element.options && !listed) throw new Error(`${value} is not offered.`);
    this.values[block_id] = { [name]: { type: element.type, selected_option: option } };
    return dispatch_action === true;
  }

  /** Tells the app what was chosen there. */
  async tell(name: string): Promise<void> {
    const { block_id, element } = this.field(name);
    const { selected_option } = this.values[block_id]?.[name] ?? {};
    await this.person.call('blocks.actions', {
      container: { type: 'view', view_id: this.view.id },
      action: { type: element.type, block_id, action_id: name, ...(selected_option && { selected_option }) },
      state: { values: this.values },
    });
  }

  /** @param blockId of a block that is waited for, where several updates are on their way. */
  async updated(blockId = ''): Promise<void> {
    const isIt = (view: View) => view.id === this.view.id && JSON.stringify(view.blocks).includes(blockId);
    const { view } = await this.person.nextEvent('view_updated', (event) => isIt(event.view), 5000);
    this.view = view;
    const left = new Set(this.blockIds);
    this.values = Object.fromEntries(Object.entries(this.values).filter(([id]) => left.has(id)));
  }

  async submit(): Promise<z.infer<typeof Sent>> {
    const state = { values: this.values };
    const sent = Sent.parse(await this.person.call('views.submit', { view_id: this.view.id, state }));
    if (sent.view) this.view = sent.view;
    return sent;
  }
}

/** Types it, and fills in the modal that it opens. */
export const opening = async (person: Person, typed: string): Promise<Filling> =>
  new Filling(person, await modalFor(person, typed));
