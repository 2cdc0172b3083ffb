import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
export const advice = 'needs Chromium: apt-get install --no-install-recommends chromium';

/** The path of the machine's own Chromium, or of Chrome. */
export const findChromium = (path?: string): string | undefined => findProgram(names, path);

/** The path of the first of these that can be run. */
export function findProgram(
  programs: readonly string[],
  path = process.env['PATH'] ?? '',
): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => programs.map((name) => join(folder, name)))
    .find(canRun);
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
