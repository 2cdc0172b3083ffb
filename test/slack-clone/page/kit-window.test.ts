import type { BlockAction, GlobalShortcut, MessageShortcut } from '@slack/bolt';
import type { InputBlock } from '@slack/types';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { BLOCKS, options } from '../kit.ts';
import { modal, text } from '../modal.ts';
import { SHORTCUTS } from '../shortcut-manifest.ts';
import { MANIFEST, openWorld } from '../world.ts';

browserTest(
  'in the browser: every block is shown, and what can be pressed in it reaches the app',
  async ({ chromium }) => {
    await using world = await openWorld();
    const heard = new Set<string>();
    world.bolt.action<BlockAction>(/./, async ({ ack, action }) => {
      heard.add(`${action.action_id} ${'value' in action ? action.value : ''}`.trim());
      await ack();
    });
    await world.post({ channel: '#general', text: 'x', blocks: BLOCKS });
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url);
    await page.getByRole('link', { name: 'A film' }).waitFor();
    expect(await page.getByText('This page cannot show').count()).toBe(0);
    await page.getByRole('note', { name: 'Warning' }).getByText('Take care').waitFor();
    await page.getByText('A file that is kept elsewhere: ABC').waitFor();
    expect(await page.getByText('At work').count()).toBe(2);

    await page.getByRole('button', { name: 'In the card' }).first().click();
    await page.locator('summary').press('Enter');
    await page.getByRole('button', { name: 'Inside' }).waitFor({ state: 'hidden' });
    await page.locator('summary').press('Enter');
    await page.getByRole('button', { name: 'Inside' }).press('Enter');
    await page.getByRole('button', { name: 'Bad' }).press('Enter');
    await page.getByRole('button', { name: 'Bin it' }).press('Enter');
    // Each press is told by itself, and none waits for the one before.
    await expect.poll(() => heard).toEqual(new Set(['in card', 'inside', 'feedback bad', 'icon bin']));
    expect(console).toEqual([]);
  },
);

const input = (name: string, element: InputBlock['element'], more: Partial<InputBlock> = {}): InputBlock => ({
  type: 'input',
  block_id: name,
  label: text(name),
  element: { ...element, action_id: 'a' },
  ...more,
});

const FORM = [
  input('Count', { type: 'number_input', is_decimal_allowed: false, max_value: '9' }),
  input('Mail', { type: 'email_text_input', focus_on_load: true }),
  input('Words', { type: 'rich_text_input' }),
  input('Where', { type: 'conversations_select', default_to_current_conversation: true }),
  input('Room', { type: 'multi_conversations_select', filter: { include: ['public'] } }),
  input('Pick', { type: 'multi_external_select', min_query_length: 1, max_selected_items: 2 }),
  input('Day', { type: 'datepicker' }),
  input(
    'Choice',
    {
      type: 'radio_buttons',
      options,
      confirm: { text: text('That one?'), confirm: text('Yes, that'), deny: text('No') },
    },
    { dispatch_action: true },
  ),
];

browserTest(
  'in the browser: a form is filled in by keyboard, and all of it reaches the app',
  async ({ chromium }) => {
    await using world = await openWorld();
    world.bolt.command('/bots', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal('A form', { blocks: FORM }) });
    });
    world.bolt.options('a', async ({ ack }) => ack({ option_groups: [{ label: text('Numbers'), options }] }));
    const chosen: unknown[] = [];
    world.bolt.action<BlockAction>('a', async ({ ack, action }) => {
      chosen.push('selected_option' in action && action.selected_option?.value);
      await ack();
    });
    const sent = Promise.withResolvers<unknown>();
    world.bolt.view('create', async ({ ack, view }) => {
      await ack();
      sent.resolve(view.state.values);
    });
    await using browser = await openBrowser(chromium);
    const { page, type, console } = await openWorkspace(browser, world.url);
    await type('/bots');
    const dialog = page.getByRole('dialog', { name: 'A form' });
    const field = (label: string) => dialog.getByLabel(label, { exact: true });
    await field('Mail').waitFor();
    // The app has chosen where the keyboard begins.
    await page.keyboard.type('steve@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type('*Hello* _there_');
    expect(await field('Where').inputValue()).toBe('#general');

    await field('Room').press('ArrowDown');
    await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual(['#bots', '#general']);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await field('Pick').pressSequentially('o');
    await page.getByText('Numbers').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await field('Day').fill('2026-11-30');
    await field('Count').fill('12');

    // A choice that is taken back stands nowhere, and the app does not hear of it.
    await dialog.getByRole('radio', { name: 'ONE' }).press('Space');
    await page.getByRole('alertdialog').getByText('That one?').waitFor();
    await page.keyboard.press('Enter');
    expect(await dialog.getByRole('radio', { name: 'ONE' }).isChecked()).toBe(false);
    await dialog.getByRole('radio', { name: 'TWO' }).press('Space');
    await page.getByRole('button', { name: 'Yes, that' }).press('Enter');
    await expect.poll(() => chosen).toEqual(['two']);

    await page.getByRole('button', { name: 'Create' }).press('Enter');
    await page.getByText('Enter a number that is at most 9.').first().waitFor();
    await field('Count').fill('7');
    await page.getByRole('button', { name: 'Create' }).press('Enter');
    const words = { text: 'Hello', style: { bold: true } };
    expect(await sent.promise).toMatchObject({
      Count: { a: { value: '7' } },
      Mail: { a: { value: 'steve@example.com' } },
      Words: {
        a: { rich_text_value: { elements: [{ elements: [words, { text: ' ' }, { text: 'there' }] }] } },
      },
      Where: { a: { selected_conversation: expect.stringMatching(/^C/) } },
      Room: { a: { selected_conversations: [expect.stringMatching(/^C/)] } },
      Pick: { a: { selected_options: [{ value: 'one' }] } },
      Day: { a: { selected_date: '2026-11-30' } },
      Choice: { a: { selected_option: { value: 'two' } } },
    });
    expect(console).toEqual([]);
  },
);

browserTest(
  'in the browser: shortcuts stand beside where one types, after a slash, and at messages',
  async ({ chromium }) => {
    await using world = await openWorld({ manifest: SHORTCUTS });
    const taken: unknown[] = [];
    world.bolt.shortcut<GlobalShortcut>(
      { type: 'shortcut', callback_id: 'new_bot' },
      async ({ ack, shortcut, client }) => {
        await ack();
        taken.push(shortcut.callback_id);
        await client.views.open({ trigger_id: shortcut.trigger_id, view: modal('New bot') });
      },
    );
    world.bolt.shortcut<MessageShortcut>('keep', async ({ ack, shortcut }) => {
      await ack();
      taken.push(shortcut.message.text);
    });
    await using browser = await openBrowser(chromium);
    const { page } = await openWorkspace(browser, world.url);
    const dialog = page.getByRole('dialog', { name: 'New bot' });
    await page.getByRole('button', { name: 'Shortcuts', exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: 'New bot' }).press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    const composer = page.getByRole('textbox', { name: /^Message/ });
    await composer.pressSequentially('/new b');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    expect(await composer.inputValue()).toBe('');

    await world.post({ channel: '#general', text: 'A thought' });
    const thought = page.getByRole('article').filter({ hasText: 'A thought' });
    await thought.hover();
    await thought.getByRole('button', { name: 'Shortcuts' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Keep this' }).press('Enter');
    await expect.poll(() => taken).toEqual(['new_bot', 'new_bot', 'A thought']);
  },
);

const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('what is in it') });

browserTest('in the browser: a file in a form goes to the app, which can read it', async ({ chromium }) => {
  const scopes = { bot: [...MANIFEST.oauth_config.scopes.bot, 'files:read'] };
  await using world = await openWorld({ manifest: { ...MANIFEST, oauth_config: { scopes } } });
  const blocks = [input('Papers', { type: 'file_input', filetypes: ['txt'], max_files: 1 })];
  world.bolt.command('/bots', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: modal('A form', { blocks }) });
  });
  const sent = Promise.withResolvers<{ name: string; url_private: string }[]>();
  world.bolt.view('create', async ({ ack, view }) => {
    await ack();
    sent.resolve(view.state.values['Papers']?.['a']?.files ?? []);
  });
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url);
  await type('/bots');
  const choose = page.getByLabel('Papers', { exact: true });
  await choose.setInputFiles([file('a.txt')]);
  await page.getByRole('button', { name: 'Remove a.txt' }).waitFor();
  await choose.setInputFiles([file('b.txt')]);
  await page.getByRole('button', { name: 'Remove b.txt' }).waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Choose at most 1; these are 2.').first().waitFor();
  await page.getByRole('button', { name: 'Remove a.txt' }).press('Enter');
  await page.getByRole('button', { name: 'Create' }).press('Enter');
  const [handed] = await sent.promise;
  expect(handed).toMatchObject({ name: 'b.txt' });
  const read = await fetch(handed?.url_private ?? '', {
    headers: { authorization: `Bearer ${world.installation.botToken}` },
  });
  expect(await read.text()).toBe('what is in it');
  expect(console).toEqual([]);
});
