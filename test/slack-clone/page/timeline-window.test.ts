import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { text } from '../modal.ts';
import { openWorld } from '../world.ts';

const long = Array.from({ length: 80 }, (_, line) => `line ${line}`).join('\n');

browserTest('in the browser: who scrolled up sees what they send, and its answer', async ({ chromium }) => {
  await using world = await openWorld();
  const answering = Promise.withResolvers<void>();
  world.bolt.command('/bots', async ({ ack, respond }) => {
    await ack();
    await answering.promise;
    await respond('Two bots.');
  });
  await world.post({ channel: '#general', text: long });
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url);
  const log = page.getByRole('log');
  await log.getByText('line 79').waitFor();
  await scrollUp(page);
  await type('/bots');
  await expect.poll(() => isAtEnd(page)).toBe(true);
  await scrollUp(page);
  answering.resolve();
  await log.getByText('Two bots.').waitFor();
  await expect.poll(() => isAtEnd(page)).toBe(true);
  await scrollUp(page);
  await type('/frobnicate');
  await log.getByText('There is no command').waitFor();
  await expect.poll(() => isAtEnd(page)).toBe(true);
  expect(console).toEqual([]);
});

browserTest('in the browser: who scrolled up is told that something new came', async ({ chromium }) => {
  await using world = await openWorld();
  await world.post({ channel: '#general', text: long });
  await using browser = await openBrowser(chromium);
  const { page } = await openWorkspace(browser, world.url);
  await page.getByRole('log').getByText('line 79').waitFor();
  await scrollUp(page);
  await page.getByRole('button', { name: 'Newest' }).waitFor();
  await world.post({ channel: '#general', text: 'Somebody speaks.' });
  await page.getByRole('button', { name: 'New messages' }).click();
  await expect.poll(() => isAtEnd(page)).toBe(true);
  await scrollUp(page);
  await page.getByRole('button', { name: 'Newest' }).waitFor();
});

browserTest('in the browser: the focus outlives the button that was pressed', async ({ chromium }) => {
  await using world = await openWorld();
  for (const [action_id, answer] of [
    ['keep', { replace_original: true, text: 'Kept.' }],
    ['delete', { delete_original: true }],
  ] as const) {
    world.bolt.action(action_id, async ({ ack, respond }) => {
      await ack();
      await respond(answer);
    });
    const button = { type: 'button' as const, action_id, text: text(action_id) };
    await world.post({
      channel: '#general',
      text: 'x',
      blocks: [{ type: 'actions' as const, elements: [button] }],
    });
  }
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);
  const focused = () =>
    page.evaluate('[document.activeElement.tagName, document.activeElement.innerText].join(" ")');
  await page.getByRole('button', { name: 'keep' }).press('Enter');
  await page.getByText('Kept.').waitFor();
  await expect.poll(focused).toMatch(/^ARTICLE [^]*Kept\./);
  await page.getByRole('button', { name: 'delete' }).press('Enter');
  await page.getByRole('button', { name: 'delete' }).waitFor({ state: 'detached' });
  await expect.poll(focused).toMatch(/^TEXTAREA/);
  expect(console).toEqual([]);
});

browserTest('in the browser: a narrow window begins in #general, and goes back', async ({ chromium }) => {
  await using world = await openWorld();
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url, {
    viewport: { width: 390, height: 844 },
  });
  const general = page.getByRole('button', { name: 'general' });
  await page.getByRole('textbox', { name: 'Message #general' }).waitFor();
  expect(await general.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await general.waitFor();
  await page.reload();
  await general.waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  expect(console).toEqual([]);
});

async function scrollUp(page: Page): Promise<void> {
  await page.evaluate('document.querySelector(".timeline").scrollTop = 0');
  await page.getByRole('button', { name: 'Newest' }).waitFor();
}

async function isAtEnd(page: Page): Promise<unknown> {
  return page.evaluate(
    '(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector(".timeline"))',
  );
}
