import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from './browser.ts';
import { browserTest } from './browser-test.ts';
import { startBotmint } from './running.ts';

browserTest(
  'in the browser: a bot, a token in a modal, seen once, gone after a reload',
  async ({ chromium }) => {
    await using botmint = await startBotmint();
    await using browser = await openBrowser(chromium);
    const { page, type, console } = await openWorkspace(browser, botmint.workspace);

    const log = page.getByRole('log');
    await type('/bots create steve');
    await log.getByText('is ready, and you own it').waitFor();
    await log.getByText('Only visible to you').first().waitFor();

    await type('/tokens issue');
    const modal = page.getByRole('dialog', { name: 'Issue a token' });
    await modal.getByRole('button', { name: 'Issue a token' }).click();
    await modal.getByText('Choose one.', { exact: true }).first().waitFor();
    await modal.getByRole('combobox', { name: /Bot/ }).click();
    await page.getByRole('option', { name: 'steve' }).click();
    await modal.getByRole('textbox', { name: /Expiry/ }).fill('3x');
    await modal.getByRole('button', { name: 'Issue a token' }).click();
    await modal.getByText('is not a time').first().waitFor();
    await modal.getByRole('textbox', { name: /Expiry/ }).fill('3d');
    await modal.getByRole('button', { name: 'Issue a token' }).click();
    await modal.getByText('it is shown only here, only once').first().waitFor();
    const [token = ''] = /eyJ[\w.-]+/.exec(await modal.innerText()) ?? [];
    await expect(botmint.me(token)).resolves.toMatchObject({ status: 200, body: { slug: 'steve' } });
    await expect(everywhereElse(page)).resolves.not.toContain(token);

    await page.reload();
    await page.getByRole('textbox', { name: /^Message/ }).waitFor();
    const after = await page.content();
    expect(after).not.toContain(token);
    expect(after).not.toContain('Only visible to you');

    await type('/bots show steve');
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await log.getByText('is revoked and refused everywhere as of now').waitFor();
    await expect(botmint.me(token)).resolves.toMatchObject({
      status: 401,
      body: { error: 'revoked_bot_token' },
    });
    expect(console).toEqual([]);
  },
);

/** Where a token must never be: the address, the title, the storage. */
async function everywhereElse(page: Page): Promise<string> {
  return page.evaluate(
    '[location.href, document.title, ...Object.values(localStorage), ...Object.values(sessionStorage)].join(" ")',
  );
}
