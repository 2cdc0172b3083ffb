import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { openWorld } from '../world.ts';

browserTest('in the browser: what goes to and fro is watched, and made to go wrong', async ({ chromium }) => {
  await using world = await openWorld();
  world.bolt.command('/bots', async ({ ack }) => ack('Two bots.'));
  await using bob = await world.signIn('bob');
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);

  await page.getByRole('button', { name: 'Inspector' }).click();
  const inspector = page.getByRole('complementary', { name: /^Inspector/ });
  const requests = inspector.getByRole('list', { name: /^Requests/ }).getByRole('listitem');
  await bob.command('/bots list my-own-words');
  const told = requests.filter({ hasText: 'slash_commands' });
  await told.getByText('To Botmint, after bob · HTTP · 200 acknowledged').waitFor();
  await told.locator('summary').press('Enter');
  await told.getByText(/^v0=\w{64}$/).waitFor();
  await told.getByText('text: …').waitFor();
  expect(await inspector.textContent()).not.toContain('my-own-words');

  await world.bot.reactions.add({ channel: 'C0', timestamp: '1.2', name: 'tada' }).catch(String);
  const refused = requests.filter({ hasText: 'reactions.add' });
  await refused.getByText('200 missing_scope').waitFor();
  await refused.locator('summary').click();
  await refused.getByText('reactions:write missing').waitFor();
  await inspector.getByRole('searchbox', { name: 'Filter by name' }).fill('slash');
  await refused.waitFor({ state: 'detached' });

  await inspector.getByText('Have something go wrong').click();
  await inspector.getByRole('combobox', { name: 'To what' }).selectOption('what goes to an app');
  await inspector.getByRole('textbox', { name: 'Type' }).fill('slash_commands');
  await inspector.getByRole('combobox', { name: 'What happens' }).selectOption('comes twice');
  await inspector.getByRole('spinbutton', { name: 'Times' }).fill('2');
  await page.keyboard.press('Enter');
  await inspector.getByText('slash_commands comes twice, 2 more times').waitFor();
  await bob.command('/bots list');
  await expect.poll(async () => told.count(), { timeout: 4000 }).toBe(3);
  await inspector.getByText('slash_commands comes twice, once more').waitFor();
  await inspector.getByRole('button', { name: 'Remove: slash_commands comes twice' }).click();
  await inspector.getByText('Nothing.', { exact: true }).waitFor();

  await inspector.getByRole('button', { name: 'Pause' }).click();
  await inspector.getByRole('button', { name: 'Clear' }).click();
  await bob.command('/bots list');
  await inspector.getByText('Nothing here has “slash” in its name.').waitFor();
  await inspector.getByRole('button', { name: 'Go on' }).click();
  await told.first().waitFor();
  await page.getByRole('button', { name: 'Browse channels' }).click();
  await inspector.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Inspector' }).click();
  await inspector.press('Escape');
  await inspector.waitFor({ state: 'detached' });
  expect(console).toEqual([]);
});
