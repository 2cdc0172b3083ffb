import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { modal, text } from '../modal.ts';
import { openWorld } from '../world.ts';

const options = ['bot', 'app'].map((value) => ({ value, text: text(value) }));

const name = (block_id: string): KnownBlock => ({
  type: 'input',
  block_id,
  label: text(block_id),
  element: { type: 'plain_text_input', action_id: 'text' },
});

const kind: KnownBlock = {
  type: 'input',
  block_id: 'Kind',
  dispatch_action: true,
  label: text('Kind'),
  element: { type: 'static_select', action_id: 'choice', options },
};
const service: KnownBlock = {
  type: 'input',
  block_id: 'Service',
  dispatch_action: true,
  label: text('Service'),
  element: { type: 'external_select', action_id: 'choice', min_query_length: 0 },
};
const search: KnownBlock = {
  type: 'input',
  block_id: 'Search',
  dispatch_action: true,
  label: text('Search'),
  element: {
    type: 'plain_text_input',
    action_id: 'text',
    dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
  },
};

/** What is asked depends on what was answered; and each time all but the name stands somewhere else. */
function wizard(of: string, count: number) {
  const asked = [name(`Only of a ${of}`), search, service, kind];
  const counted: KnownBlock = {
    type: 'section',
    block_id: `count ${count}`,
    text: text(`Answers: ${count}`),
  };
  return modal(`Step ${count}`, {
    blocks: [counted, name('Name'), ...(count % 2 === 0 ? asked : asked.toReversed())],
  });
}

browserTest('in the browser: a form changes while it is filled in', async ({ chromium }) => {
  await using world = await openWorld();
  world.bolt.command('/bots', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: wizard('bot', 0) });
  });
  world.bolt.options('choice', async ({ ack }) => ack({ options }));
  const states: (BlockAction['view'] & object)['state']['values'][] = [];
  world.bolt.action<BlockAction>(/./, async ({ ack, body, client }) => {
    await ack();
    const { view_id = '', values = {} } = { view_id: body.view?.id, values: body.view?.state.values };
    states.push(values);
    const of = values['Kind']?.['choice']?.selected_option?.value ?? 'bot';
    await client.views.update({ view_id, view: wizard(of, states.length) });
  });
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url);
  // Not every browser moves an element without taking its focus away.
  await page.evaluate('delete Element.prototype.moveBefore');
  await type('/bots');
  const field = (label: string) => page.getByRole('dialog').getByLabel(label, { exact: true });
  const focus = () => page.evaluate('document.activeElement.labels?.[0]?.innerText');
  await field('Name').fill('steve');
  await field('Only of a bot').fill('forgotten');

  await field('Kind').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await field('Only of a app').waitFor();
  expect(await focus()).toBe('Kind');
  expect(await field('Kind').inputValue()).toBe('app');
  expect(await field('Name').inputValue()).toBe('steve');
  expect(await field('Only of a app').inputValue()).toBe('');

  await field('Service').click();
  await page.getByRole('option', { name: 'bot' }).click();
  await page.getByText('Answers: 2').waitFor();
  expect(await focus()).toBe('Service');
  await field('Search').pressSequentially('git');
  await page.getByText('Answers: 3').waitFor();
  await page.keyboard.type('hub');
  await page.getByText('Answers: 4').waitFor();
  expect(await field('Search').inputValue()).toBe('github');

  const [first, second, third, fourth] = states;
  expect(first).toMatchObject({
    Kind: { choice: { selected_option: { value: 'app' } } },
    Name: { text: { value: 'steve' } },
    'Only of a bot': { text: { value: 'forgotten' } },
  });
  expect(second).toMatchObject({
    Service: { choice: { type: 'external_select', selected_option: { value: 'bot' } } },
    'Only of a app': { text: { value: null } },
  });
  expect(third).toMatchObject({ Search: { text: { value: 'git' } } });
  expect(fourth).toMatchObject({ Search: { text: { value: 'github' } }, Name: { text: { value: 'steve' } } });
  expect(console).toEqual([]);
});
