/**
 * Takes the README's pictures from the running product, light and dark, wide and narrow: `npm run screenshots`. It starts
 * a Botmint of its own in a temporary folder.
 */
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBotmint } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { clock, ids, random } from '../src/system.ts';
import { launch, openWorkspace, type Workspace } from './browser.ts';
import { findChromium } from './chromium.ts';

const PICTURES = join(import.meta.dirname, '../docs/pictures');
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };
const SCHEMES = ['light', 'dark'] as const;

/** A bot for each walk: a name is never given out twice. */
const BOTS = ['steve', 'nightly', 'deploy', 'reports'];

const log = { warn: () => {}, error: (line: string) => process.stderr.write(`${line}\n`) };

async function takeAll(browser: Browser, url: string): Promise<void> {
  const bots = BOTS.values();
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      const workspace = await openWorkspace(browser, url, { viewport, colorScheme });
      const bot = bots.next().value ?? '';
      const name = `${colorScheme}-${size}`;
      await walkFirst(workspace, bot, name);
      await walkOn(workspace, bot, name);
      await walkHome(workspace, bot, name);
      await workspace.page.context().close();
    }
  }
}

async function picture(page: Page, what: string): Promise<void> {
  // Long enough for what moves to stand still.
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(PICTURES, `${what}.png`) });
}

/** A newcomer's path, with a picture at each stop. */
async function walkFirst({ page, type }: Workspace, bot: string, name: string): Promise<void> {
  await type(`/bots create ${bot}`);
  await page.getByRole('log').getByText('is ready, and you own it').last().waitFor();
  await type('/bots list');
  await page
    .getByRole('log')
    .getByText(/^\d+ bots?\.$/)
    .last()
    .waitFor();
  await picture(page, `workspace-${name}`);
  await type(`/tokens issue -u ${bot}`);
  const modal = page.getByRole('dialog', { name: 'Issue a token' });
  await modal.getByRole('textbox', { name: /Expiry/ }).fill('100d');
  await modal.getByRole('textbox', { name: /Label/ }).fill('Deployment token');
  await picture(page, `issue-${name}`);
  await modal.getByRole('button', { name: 'Issue a token' }).click();
  await modal.getByText('it is shown only here, only once').first().waitFor();
  await picture(page, `token-${name}`);
  await modal.getByRole('button', { name: 'Close' }).last().click();
}

/** What comes later: a list with buttons, and an identity, step by step. */
async function walkOn({ page, type }: Workspace, bot: string, name: string): Promise<void> {
  await type(`/tokens issue -u ${bot} -e 7d -l "Weekly report" --format opaque`);
  await page.getByText('it is shown only here, only once').last().waitFor();
  await type(`/tokens list ${bot}`);
  await page.getByRole('log').getByText('2 tokens of').last().waitFor();
  await picture(page, `tokens-${name}`);
  await type(`/bots update-identity ${bot} -t github`);
  const wizard = page.getByRole('dialog', { name: 'Set an identity' });
  await wizard.getByRole('combobox', { name: /External ID/ }).click();
  await page.getByRole('option', { name: 'acme' }).click();
  await wizard.getByRole('textbox', { name: /New Value/ }).fill(`octo-${bot}`);
  await picture(page, `identity-${name}`);
  await wizard.getByRole('button', { name: 'Set an identity' }).click();
  await wizard.getByText('now').first().waitFor();
  await wizard.getByRole('button', { name: 'Close' }).last().click();
}

/** What waits and what ends soon; then the question before a bot is deleted. */
async function walkHome({ page, type }: Workspace, bot: string, name: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Workspace' });
  const go = async (to: RegExp): Promise<void> => {
    const back = page.getByRole('button', { name: 'Back to the list' });
    if (await back.isVisible()) await back.click();
    await rail.getByRole('button', { name: to }).click();
  };
  await go(/Botmint/);
  await page.getByRole('tab', { name: 'Home' }).click();
  await page.getByText('Ends soon').waitFor();
  await picture(page, `home-${name}`);
  await go(/general/);
  await type(`/bots delete ${bot}`);
  await page.getByRole('button', { name: `Delete ${bot}` }).waitFor();
  await picture(page, `delete-${name}`);
  await page.getByRole('button', { name: `Delete ${bot}` }).click();
  await page.getByRole('log').getByText('is deleted').last().waitFor();
}

/** What is there before the first picture: services to have an identity in, and a request that waits. */
async function prepare(browser: Browser, url: string): Promise<void> {
  const { page, type } = await openWorkspace(browser, url);
  const conversation = page.getByRole('log');
  const actAs = async (person: string): Promise<void> => {
    await page.getByRole('button', { name: /Acting as/ }).click();
    await page.getByRole('menuitemradio', { name: person }).click();
    await page.getByRole('button', { name: `Acting as ${person}` }).waitFor();
  };
  const setApproval = async (demanded: string): Promise<void> => {
    await type(`/botmint policy set --approval ${demanded}`);
    await page.getByRole('button', { name: 'Change the policy' }).click();
    await conversation.getByText(/^Needs approval.*ends sooner by it/).waitFor();
  };
  for (const organization of ['acme', 'beta']) {
    await type(`/botmint services add github ${organization}`);
    await conversation.getByText(`${organization} is registered`).waitFor();
  }
  await setApproval('bots');
  await actAs('bob');
  await type('/bots create ada -r "To post what the builds say"');
  await conversation.getByText('is not made yet').waitFor();
  await actAs('alice');
  await setApproval('none');
  await page.context().close();
}

const chromium = findChromium();
if (chromium === undefined)
  throw new Error('Pictures need Chromium: apt-get install --no-install-recommends chromium');
const folder = await mkdtemp(join(tmpdir(), 'botmint-pictures-'));
try {
  await mkdir(PICTURES, { recursive: true });
  const config = readConfig({ DATA_DIR: folder, PORT: '0', CLONE_PORT: '0' });
  await using botmint = await openBotmint(config, { clock, random, ids, log });
  await using browser = await launch(chromium);
  const address = botmint.workspaceAddress ?? '';
  await prepare(browser, address);
  await takeAll(browser, address);
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}
