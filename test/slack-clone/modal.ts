import type { ModalView } from '@slack/types';
import type { Person } from './person.ts';
import type { World } from './world.ts';

export const text = (said: string) => ({ type: 'plain_text' as const, text: said });

/** A form with a required name and an optional lifetime. */
export function modal(title: string, more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'create',
    private_metadata: 'kept from the browser',
    title: text(title),
    submit: text('Create'),
    blocks: [
      {
        type: 'input',
        block_id: 'username',
        label: text('Username'),
        element: { type: 'plain_text_input', action_id: 'username', min_length: 2, max_length: 31 },
      },
      {
        type: 'input',
        block_id: 'lifetime',
        label: text('Lifetime'),
        optional: true,
        element: {
          type: 'static_select',
          action_id: 'lifetime',
          initial_option: { text: text('100 days'), value: '100d' },
          options: [
            { text: text('100 days'), value: '100d' },
            { text: text('a week'), value: '7d' },
          ],
        },
      },
    ],
    ...more,
  };
}

/** Types a command that opens the view, and gives the view that came. */
export async function opened(world: World, person: Person, view: ModalView) {
  world.bolt.command('/bots', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view });
  });
  await person.command('/bots create');
  return (await person.nextEvent('view_opened')).view;
}
