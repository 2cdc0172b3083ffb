import { expect } from 'vitest';
import { openBrowser, openWorkspace } from './browser.ts';
import { browserTest } from './browser-test.ts';
import { startBotmint } from './running.ts';

browserTest(
  'in the browser: an identity, step by step, with an answer that is changed on the way',
  async ({ chromium }) => {
    await using botmint = await startBotmint();
    await using browser = await openBrowser(chromium);
    const { page, type, console } = await openWorkspace(browser, botmint.workspace);
    const log = page.getByRole('log');
    for (const service of ['github acme', 'github beta', 'okta one.okta.com', 'okta two.okta.com']) {
      await type(`/botmint services add ${service}`);
      await log.getByText(`${service.split(' ')[1] ?? ''} is registered`).waitFor();
    }
    await type('/bots create steve');
    await log.getByText('is ready, and you own it').waitFor();

    await type('/bots update-identity steve');
    const modal = page.getByRole('dialog', { name: 'Set an identity' });
    const choose = async (field: RegExp, name: string) => {
      await modal.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name }).click();
    };
    const which = modal.getByRole('combobox', { name: /External ID/ });
    const value = modal.getByRole('textbox', { name: /New Value/ });
    await choose(/Service Type/, 'GitHub');
    await choose(/External ID/, 'acme');
    await value.fill('not for okta');
    await choose(/Service Type/, 'Okta');
    await value.waitFor({ state: 'detached' });
    expect(await which.inputValue()).toBe('');
    expect(await modal.getByRole('combobox', { name: /Bot/ }).inputValue()).toBe('steve');
    await choose(/Service Type/, 'GitHub');
    await choose(/External ID/, 'beta');
    await value.waitFor();
    expect(await value.inputValue()).toBe('');
    await value.fill('octo-steve');
    await modal.getByRole('button', { name: 'Set an identity' }).click();
    await modal.getByText('has the user id octo-steve in GitHub beta now').waitFor();
    await page.keyboard.press('Escape');

    await type('/bots delete-identity');
    const second = page.getByRole('dialog', { name: 'Delete an identity' });
    await second.getByRole('combobox', { name: /Bot/ }).click();
    await page.getByRole('option', { name: 'steve' }).click();
    await second.getByText('Its one identity in GitHub: beta · octo-steve.').waitFor();
    await second.getByRole('button', { name: 'Delete an identity' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('has the user id octo-steve in GitHub beta no more').waitFor();
    expect(console).toEqual([]);
  },
);
