import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { openWorld } from '../world.ts';

const article = (page: Page, text: string): Locator =>
  page.getByRole('log', { name: /^Messages/ }).locator('article', { hasText: text });

browserTest('in the browser: a thread and reactions, for two people at once', async ({ chromium }) => {
  await using world = await openWorld();
  await using bob = await world.signIn('bob');
  const channel = await bob.channelId('#general');
  const { ts = '' } = await bob.web.chat.postMessage({ channel, text: 'Shall we ship today?' });
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);

  // By the keyboard alone: to the message, to its tools, and into the thread.
  await article(page, 'Shall we ship').waitFor();
  await page.getByRole('log').press('ArrowUp');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('tada');
  await page.keyboard.press('Enter');
  const reaction = article(page, 'Shall we ship').getByRole('button', { name: /^tada, 1/ });
  await reaction.waitFor();
  expect(await reaction.getAttribute('title')).toBe('You reacted with :tada:');
  await bob.web.reactions.add({ channel, timestamp: ts, name: 'tada' });
  const both = page.getByRole('button', { name: 'tada, 2. You and bob reacted with :tada:' });
  expect(await both.getAttribute('aria-pressed')).toBe('true');
  await both.click();
  await page.getByRole('button', { name: 'tada, 1. bob reacted with :tada:' }).waitFor();

  await article(page, 'Shall we ship').hover();
  await page.getByRole('button', { name: 'Reply in thread' }).click();
  const thread = page.getByRole('complementary');
  await thread.getByText('No replies yet').waitFor();
  await page.keyboard.type('Yes, now.');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^1 reply/ }).waitFor();
  await bob.web.chat.postMessage({ channel, thread_ts: ts, text: 'Wonderful.' });
  await thread.getByText('Wonderful.', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^2 replies/ }).waitFor();
  await thread.getByRole('checkbox', { name: 'Also send to #general' }).check();
  await thread.getByRole('textbox').fill('Told you all.');
  await thread.getByRole('textbox').press('Enter');
  await article(page, 'Told you all.').getByRole('button', { name: 'Replied to a thread' }).waitFor();

  await page.reload();
  await thread.getByText('3 replies').waitFor();
  expect(console).toEqual([]);
});

browserTest('in the browser: what is pinned is found beside the conversation', async ({ chromium }) => {
  await using world = await openWorld();
  await world.post({ channel: '#general', text: 'Shall we ship today?' });
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);
  const pinned = page.getByRole('complementary');
  await article(page, 'Shall we ship').hover();
  await page.getByRole('button', { name: 'More to do with this message' }).click();
  await page.getByRole('menuitem', { name: 'Pin to the conversation' }).click();
  await page.getByRole('button', { name: 'Pinned messages' }).click();
  await pinned.getByText('Shall we ship today?').waitFor();
  await pinned.getByRole('button', { name: 'Unpin' }).click();
  await pinned.getByText('Nothing is pinned yet.').waitFor();
  await page.keyboard.press('Escape');
  await pinned.waitFor({ state: 'detached' });
  expect(console).toEqual([]);
});

browserTest('in the browser: a message is found, far above, and gone to', async ({ chromium }) => {
  await using world = await openWorld();
  await using bob = await world.signIn('bob');
  const channel = await bob.channelId('#general');
  await bob.web.chat.postMessage({ channel, text: 'The needle is *here*.' });
  for (let line = 0; line < 120; line += 1)
    await bob.web.chat.postMessage({ channel, text: `straw ${line}` });
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);
  await article(page, 'straw 119').waitFor();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('dialog', { name: 'Search' });
  await page.keyboard.type('haystack');
  await search.getByText('No messages with “haystack”.').waitFor();
  await search.getByRole('searchbox').fill('needle');
  await search.getByRole('button', { name: /needle/ }).waitFor();
  expect(await search.locator('mark').allInnerTexts()).toEqual(['needle']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate('document.activeElement.innerText')).toMatch(/The needle is here/);
  expect(await article(page, 'straw 119').count()).toBe(0);
  // What was said after it is read as one goes down, and the newest are a press away.
  await page.getByRole('button', { name: 'Newest' }).click();
  await article(page, 'straw 119').waitFor();
  expect(console).toEqual([]);
});

browserTest(
  'in the browser: files go with a message, are seen, and are tried again',
  async ({ chromium }) => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url);
    const files = [
      { name: 'dot.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') },
      {
        name: 'notes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('seven words of no importance to anybody'),
      },
    ];
    let refused = false;
    await page.route('**/upload/**', async (route) => {
      if (refused) return route.continue();
      refused = true;
      return route.abort();
    });
    await page.getByLabel('Files to attach').setInputFiles(files);
    await page.getByText('It did not arrive.').waitFor();
    await page.getByRole('button', { name: /^Retry/ }).click();
    await page.getByText('It did not arrive.').waitFor({ state: 'detached' });
    await expect
      .poll(() => page.getByRole('button', { name: 'Send', exact: true }).getAttribute('aria-disabled'))
      .toBe('false');
    await page.getByRole('textbox', { name: /^Message/ }).fill('For you');
    await page.keyboard.press('Enter');
    const shared = article(page, 'For you');
    await shared.getByRole('img', { name: 'dot.png' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      shared.getByRole('button', { name: 'Download notes.txt' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('notes.txt');
    const { message } = await bob.nextEvent('message', (event) => event.message.text === 'For you');
    expect(message.files?.map(({ name }) => name)).toEqual(['dot.png', 'notes.txt']);
    // The browser itself tells of the upload that was cut off.
    expect(console.filter((line) => !line.includes('ERR_FAILED'))).toEqual([]);
  },
);

const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

browserTest(
  'in the browser: an app is made from its manifest, installed and removed',
  async ({ chromium }) => {
    await using world = await openWorld();
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url);
    await page.getByRole('button', { name: 'Browse apps' }).click();
    await page.getByText('Installed: it came with the workspace').waitFor();
    await page.getByRole('button', { name: 'Create from a manifest' }).click();
    const dialog = page.getByRole('dialog');
    const field = dialog.getByRole('textbox', { name: /^Manifest/ });
    await field.fill(manifest('deploy'));
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByRole('button', { name: 'Line 7' }).click();
    expect(await page.evaluate('getSelection().toString()')).toBe('    - command: deploy');
    await field.fill(manifest('/deploy'));
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('dialog', { name: 'The app is there' }).waitFor();
    await dialog.getByRole('button', { name: 'I have copied them' }).click();
    await page.getByRole('button', { name: 'Install Deploys' }).click();
    await page.getByRole('dialog', { name: 'Deploys is installed' }).getByText('xoxb-').waitFor();
    await dialog.getByRole('button', { name: 'I have copied them' }).click();
    expect(await page.content()).not.toContain('xoxb-');
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Deploys' }) });
    await card.getByText('Installed by alice').waitFor();
    await card.getByText('What it may do').click();
    await card.getByText('Send messages').waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Deploys' }).waitFor();
    await card.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove Deploys' }).click();
    await card.getByText('Not installed').waitFor();
    expect(console).toEqual([]);
  },
);

const manifest = (command: string) => `display_information:
  name: Deploys
  description: Tells of every deployment.
features:
  bot_user: { display_name: deploys }
  slash_commands:
    - command: ${command}
      url: http://127.0.0.1:9/
      description: Deploy a branch
oauth_config:
  scopes:
    bot: [commands, 'chat:write']
`;

browserTest('in the browser: a topic is changed by the keyboard alone', async ({ chromium }) => {
  await using world = await openWorld();
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);
  await page.getByRole('button', { name: /^Details/ }).click();
  const about = page.getByRole('complementary');
  await about.getByRole('button', { name: 'Edit topic' }).press('Enter');
  await page.keyboard.type('Out on Wednesday');
  await page.keyboard.press('Enter');
  await about.getByText('Out on Wednesday').waitFor();
  expect(await page.evaluate('document.activeElement.innerText')).toMatch(/^About/);
  expect(console).toEqual([]);
});

browserTest('in the browser: each window is somebody, and says who', async ({ chromium }) => {
  await using world = await openWorld();
  world.bolt.command('/bots', async ({ ack, respond }) => {
    await ack();
    await respond('Only for whoever asked.');
  });
  await using browser = await openBrowser(chromium);
  const { page, type, console } = await openWorkspace(browser, world.url);
  await page.getByRole('button', { name: /^Acting as/ }).click();
  const [other] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('menuitem', { name: 'Open a window as bob' }).click(),
  ]);
  await other.getByText('As bob').waitFor();
  expect(await page.title()).toBe('#general · alice · Local workspace');
  expect(await other.title()).toBe('#general · bob · Local workspace');
  const icon = 'document.querySelector("link[rel=icon]").href';
  expect(await other.evaluate(icon)).not.toBe(await page.evaluate(icon));
  await type('/bots');
  await page.getByText('Only for whoever asked.').waitFor();
  await type('Hello from alice');
  await article(other, 'Hello from alice').waitFor();
  expect(await other.getByText('Only for whoever asked.').count()).toBe(0);
  await other.reload();
  await other.getByText('As bob').waitFor();
  expect(console).toEqual([]);
});
