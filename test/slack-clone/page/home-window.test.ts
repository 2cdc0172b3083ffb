import type { BlockAction } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { text } from '../modal.ts';
import { MANIFEST, openWorld } from '../world.ts';

const event_subscriptions = { bot_events: ['app_home_opened'] };
const manifest = { ...MANIFEST, settings: { ...MANIFEST.settings, event_subscriptions } };

const button = (action_id: string) => ({ type: 'button' as const, action_id, text: text(action_id) });
const options = ['7d', '100d'].map((value) => ({ value, text: text(value) }));

/** Without ids of its own but for the section's, so that all else is another block each time. */
const home = (said: string): HomeView => ({
  type: 'home',
  blocks: [
    { type: 'section', block_id: 'said', text: text(said), accessory: button('renew') },
    { type: 'actions', elements: [button('issue'), button('revoke')] },
    {
      type: 'input',
      label: text('Lifetime'),
      element: { type: 'static_select', action_id: 'lifetime', options },
    },
    {
      type: 'section',
      text: text('steve'),
      accessory: { type: 'overflow', action_id: 'overflow', options },
    },
  ],
});

browserTest(
  'in the browser: an app has a home, which the keyboard reaches and presses',
  async ({ chromium }) => {
    await using world = await openWorld({ manifest });
    const opened: unknown[] = [];
    world.bolt.event('app_home_opened', async ({ event, client }) => {
      opened.push(event.tab);
      if (!event.view && event.tab === 'home')
        await client.views.publish({ user_id: event.user, view: home('No bots yet.') });
    });
    const pressed: unknown[] = [];
    world.bolt.action<BlockAction>(/./, async ({ ack, action, body, client }) => {
      await ack();
      const values = Object.values(body.view?.state.values ?? {});
      const chosen = values.map(({ lifetime }) => lifetime?.selected_option?.value);
      pressed.push([action.action_id, chosen, 'selected_option' in action && action.selected_option?.value]);
      await client.views.publish({ user_id: body.user.id, view: home(`Pressed ${action.action_id}.`) });
    });
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url);
    const panel = page.getByRole('tabpanel', { name: 'Home' });

    await page.getByRole('button', { name: 'Botmint' }).press('Enter');
    await panel.getByText('No bots yet.').waitFor();
    await expect.poll(() => focused(page)).toBe('Home');
    await panel.getByRole('button', { name: 'renew' }).press('Enter');
    await panel.getByText('Pressed renew.').waitFor();
    expect(await focused(page)).toBe('renew');

    await panel.getByRole('combobox', { name: 'Lifetime' }).click();
    await page.getByRole('option', { name: '100d' }).click();
    await panel.getByRole('button', { name: 'revoke' }).press('Enter');
    await panel.getByText('Pressed revoke.').waitFor();
    await expect.poll(() => focused(page)).toMatch(/^Pressed revoke\./);
    await panel.getByRole('button', { name: 'More to do' }).click();
    await page.getByRole('menuitem', { name: '7d' }).press('Enter');
    await panel.getByText('Pressed overflow.').waitFor();
    expect(pressed).toEqual([
      ['renew', [undefined], false],
      ['revoke', ['100d'], false],
      ['overflow', [undefined], '7d'],
    ]);

    await page.reload();
    await panel.getByText('Pressed overflow.').waitFor();
    await expect.poll(() => focused(page)).toBe('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const composer = page.getByRole('tabpanel', { name: 'Messages' }).getByRole('textbox');
    await composer.waitFor();
    await expect.poll(() => focused(page)).toBe('');
    await expect.poll(() => opened).toEqual(['home', 'home', 'messages']);
    await page.goBack();
    await panel.waitFor();
    await expect.poll(() => opened.slice(3)).toEqual(['home']);
    expect(console).toEqual([]);
  },
);

browserTest(
  'in the browser: a home comes when it is published, beside the messages',
  async ({ chromium }) => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('button', { name: 'Botmint' }).click();
    const panel = page.getByRole('tabpanel', { name: 'Home' });
    await panel.getByText('Botmint shows you nothing here yet.').waitFor();
    await world.bot.views.publish({ user_id: alice.id, view: home('One bot.') });
    await panel.getByText('One bot.').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await world.post({ channel: alice.id, text: 'Your token ends soon.' });
    await page.getByRole('tab', { name: 'Messages 1 unread' }).click();
    await page.getByRole('log').getByText('Your token ends soon.').waitFor();
    await page.getByRole('log').getByText('New', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Messages', exact: true }).waitFor();
    expect(console).toEqual([]);
  },
);

async function focused(page: Page): Promise<string> {
  return String(await page.evaluate('document.activeElement.innerText'));
}
