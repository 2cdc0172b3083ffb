import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** Chromium without the calls home that a closed network refuses. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A headless browser; closing it closes its pages. */
export async function launch(executablePath: string): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  return Object.assign(browser, { [Symbol.asyncDispose]: async () => browser.close() });
}

/** A browser of a test's own, as far as its pages can tell; closing it closes them. */
export interface Pages extends AsyncDisposable {
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** To start one takes longer than most that is done in it, so there is one for all tests of a worker. It ends with it. */
let shared: Promise<Browser> | undefined;

export async function openBrowser(executablePath: string): Promise<Pages> {
  const running = await shared;
  const browser = running?.isConnected() ? running : await (shared = launch(executablePath));
  const contexts: BrowserContext[] = [];
  return {
    newContext: async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context;
    },
    [Symbol.asyncDispose]: async () => {
      for (const context of contexts) await context.close();
    },
  };
}

/** The workspace's page, ready to be typed in, and everything its console said. */
export interface Workspace {
  page: Page;
  console: string[];
  /** Types a line and sends it with Enter; what was offered while typing is waved away. */
  type: (line: string) => Promise<void>;
}

export async function openWorkspace(
  browser: Pick<Browser, 'newContext'>,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Workspace> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const console: string[] = [];
  page.on('console', (message) => console.push(message.text()));
  page.on('pageerror', (error) => console.push(error.message));
  await page.goto(url);
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.waitFor();
  return {
    page,
    console,
    type: async (line) => {
      await composer.click();
      await composer.fill(line);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
    },
  };
}
