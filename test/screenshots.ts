/**
 * Takes the README's pictures from the running product, light and dark, wide and narrow: `npm run screenshots`. It starts
 * a Botmint of its own in a temporary folder.
 */
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBotmint } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { clock, ids, random } from '../src/system.ts';
import { openBrowser, openWorkspace, type Workspace } from './browser.ts';
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
      await walk(workspace, bots.next().value ?? '', `${colorScheme}-${size}`);
      await workspace.page.context().close();
    }
  }
}

/** A newcomer's path, with a picture at each stop. */
async function walk({ page, type }: Workspace, bot: string, name: string): Promise<void> {
  const picture = async (what: string): Promise<void> => {
    // Long enough for what moves to stand still.
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(PICTURES, `${what}-${name}.png`) });
  };
  await type(`/bots create ${bot}`);
  await page.getByRole('log').getByText('is ready, and you own it').waitFor();
  await type('/bots list');
  await page.getByRole('log').getByRole('table').waitFor();
  await picture('workspace');
  await type(`/tokens issue -u ${bot}`);
  const modal = page.getByRole('dialog', { name: 'Issue a token' });
  await modal.getByRole('textbox', { name: /Expiry/ }).fill('100d');
  await modal.getByRole('textbox', { name: /Label/ }).fill('Deployment token');
  await picture('issue');
  await modal.getByRole('button', { name: 'Issue a token' }).click();
  await modal.getByText('it is shown only here, only once').first().waitFor();
  await picture('token');
  await modal.getByRole('button', { name: 'Close' }).last().click();
  await type(`/bots delete ${bot}`);
  await page.getByRole('button', { name: `Delete ${bot}` }).waitFor();
  await picture('delete');
  await page.getByRole('button', { name: `Delete ${bot}` }).click();
  await page.getByRole('log').getByText('is deleted').waitFor();
}

const chromium = findChromium();
if (chromium === undefined)
  throw new Error('Pictures need Chromium: apt-get install --no-install-recommends chromium');
const folder = await mkdtemp(join(tmpdir(), 'botmint-pictures-'));
try {
  await mkdir(PICTURES, { recursive: true });
  const config = readConfig({ DATA_DIR: folder, PORT: '0', CLONE_PORT: '0' });
  await using botmint = await openBotmint(config, { clock, random, ids, log });
  await using browser = await openBrowser(chromium);
  await takeAll(browser, botmint.workspaceAddress ?? '');
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}
