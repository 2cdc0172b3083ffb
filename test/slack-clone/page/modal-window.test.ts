import type { ModalView } from '@slack/types';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { text } from '../modal.ts';
import { openWorld } from '../world.ts';

const secret: ModalView = {
  type: 'modal',
  title: text('A token'),
  blocks: [
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_preformatted', border: 0, elements: [{ type: 'text', text: 'x'.repeat(900) }] },
      ],
    },
  ],
};

browserTest('in the browser: a secret that nobody took is not closed unasked', async ({ chromium }) => {
  await using world = await openWorld();
  world.bolt.command('/tokens', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: secret });
  });
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url, {
    viewport: { width: 320, height: 640 },
  });
  const modal = page.getByRole('dialog', { name: 'A token' });
  const question = page.getByRole('alertdialog', { name: 'Close it?' });
  await type('/tokens');
  await modal.waitFor();
  const hidden = '(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)';
  expect(await page.evaluate(`${hidden}(document.querySelector('.preformatted'))`)).toBe(0);
  await page.mouse.click(5, 5);
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Keep open' }).click();
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Close' }).click();
  await modal.waitFor({ state: 'detached' });

  await type('/tokens');
  await modal.getByRole('button', { name: 'Close' }).first().click();
  await modal.waitFor({ state: 'detached' });

  await type('/tokens');
  await modal.getByText('xxx').click();
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
  expect(console).toEqual([]);
});
