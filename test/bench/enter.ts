/**
 * From Enter to the answer for `/bots create`, in Chromium, 200 times: `npm run bench:enter`. The clock runs in the
 * page, from the key to the answer's node in the document. Prints figures and asserts nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBotmint } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { clock, ids, random } from '../../src/system.ts';
import { launch, openWorkspace } from '../browser.ts';
import { findChromium } from '../chromium.ts';

const TIMES = 200;

/** Runs in the page: keeps when Enter went down, and when the awaited text came in. */
const STOPWATCH = `
  window.answered = new Map();
  document.addEventListener('keydown', (event) => { if (event.key === 'Enter') window.entered = performance.now(); }, true);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      const [, name] = /(bench-\\d+) is ready, and/.exec(node.textContent ?? '') ?? [];
      if (name && !window.answered.has(name)) window.answered.set(name, performance.now() - window.entered);
    }
  }).observe(document.body, { childList: true, subtree: true });
`;

const chromium = findChromium();
if (chromium === undefined)
  throw new Error('This needs Chromium: apt-get install --no-install-recommends chromium');
const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
const log = { warn: () => {}, error: (line: string) => process.stderr.write(`${line}\n`) };
const took: number[] = [];
try {
  const config = readConfig({ DATA_DIR: folder, PORT: '0', CLONE_PORT: '0' });
  await using botmint = await openBotmint(config, { clock, random, ids, log });
  await using browser = await launch(chromium);
  const { page, type } = await openWorkspace(browser, botmint.workspaceAddress ?? '', {
    // The stopwatch waits by a script of its own, which the page's policy forbids.
    bypassCSP: true,
  });
  await page.evaluate(STOPWATCH);
  for (let index = 0; index < TIMES; index += 1) {
    await type(`/bots create bench-${index}`);
    await page.waitForFunction(`window.answered.has('bench-${index}')`);
    took.push(Number(await page.evaluate(`window.answered.get('bench-${index}')`)));
  }
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}
took.sort((a, b) => a - b);
const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1);
process.stdout.write(
  `${cpus().length} cores, Node ${process.version}, headless Chromium on the same machine\n` +
    `Enter to answer, ${TIMES} times: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(0.999)} ms\n`,
);
