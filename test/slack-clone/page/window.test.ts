import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { call } from '../call.ts';
import { modal, text } from '../modal.ts';
import { openWorld } from '../world.ts';

const option = (value: string) => ({ text: text(value), value });
const choices = [option('read'), option('write')];
const asked = (block_id: string, element: { type: 'checkboxes' | 'radio_buttons' }) => ({
  type: 'input' as const,
  block_id,
  label: text(block_id),
  element: { ...element, action_id: block_id, options: choices },
});

browserTest('in the browser: what a form lacks is told under it, and has the focus', async ({ chromium }) => {
  await using world = await openWorld();
  const blocks = [asked('Scopes', { type: 'checkboxes' }), asked('Format', { type: 'radio_buttons' })];
  world.bolt.command('/bots', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: modal('Choose', { blocks }) });
  });
  world.bolt.view('create', async ({ ack }) => ack());
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url);
  await type('/bots');
  const send = page.getByRole('button', { name: 'Create' });
  await send.click();
  await page.getByText('Choose at least one.', { exact: true }).waitFor();
  await expect.poll(() => focused(page)).toBe('checkbox read');
  await page.getByRole('checkbox', { name: 'read' }).check();
  await send.click();
  await page.getByText('Choose one.', { exact: true }).first().waitFor();
  await expect.poll(() => focused(page)).toBe('radio read');
  await page.getByRole('radio', { name: 'write' }).check();
  await send.click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(console).toEqual([]);
});

browserTest('in the browser: what was said while a sign-in was renewed is read', async ({ chromium }) => {
  await using world = await openWorld();
  await using browser = await openBrowser(chromium);
  const { page } = await openWorkspace(browser, world.url);
  const [stream] = await Promise.all([page.waitForRequest('**/api/client.events'), page.reload()]);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  // The token ends, and the page asks for another; meanwhile somebody speaks.
  await page.route('**/api/client.signin', async (route) => {
    await world.post({ channel: '#general', text: 'While you were out.' });
    await route.continue();
  });
  await call(world.url, 'auth.revoke', {}, (await stream.headerValue('authorization'))?.slice(7));
  await page.getByRole('log').getByText('While you were out.').waitFor();
});

/** What has the focus: its type and the words beside it. */
async function focused(page: Page): Promise<unknown> {
  return page.evaluate(
    '`${document.activeElement.type} ${document.activeElement.closest("label")?.innerText}`',
  );
}
