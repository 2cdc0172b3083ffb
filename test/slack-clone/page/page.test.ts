import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, stop } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../../src/slack-clone/page');
afterAll(stop);

/** What would make markup of a message, or take a token out of the window. */
const forbidden =
  /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|console\.|localStorage|indexedDB|document\.cookie/;

async function sources(): Promise<{ name: string; text: string }[]> {
  const names = await readdir(folder, { recursive: true });
  const code = names.filter((name) => /\.tsx?$/.test(name));
  return Promise.all(code.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

describe('the page', () => {
  it('makes no markup of what it is told, logs nothing and stores nothing that lasts', async () => {
    const read = await sources();
    expect(read.length).toBeGreaterThan(50);
    expect(read.filter(({ text }) => forbidden.test(text)).map(({ name }) => name)).toEqual([]);
    expect(forbidden.test('element.innerHTML = text')).toBe(true);
  });

  it('keeps one thing for the window alone: who it acts as', async () => {
    const keeping = (await sources()).filter(({ text }) => text.includes('sessionStorage.setItem'));
    expect(keeping.map(({ name, text }) => [name, text.split('sessionStorage.setItem').length - 1])).toEqual([
      ['signin.ts', 1],
    ]);
    expect(keeping[0]?.text).toContain('sessionStorage.setItem(remembered, user)');
  });

  it('is small: under 68 kB as it is sent', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'main.tsx'), join(folder, 'page.css')],
      outdir: folder,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    expect(outputFiles).toHaveLength(2);
    const sent = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
    expect(sent).toBeLessThan(68_000);
  });
});
