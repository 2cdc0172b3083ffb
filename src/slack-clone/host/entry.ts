import { CloneError } from '../clone-error.ts';
import { type Entry, type Place, readEntry, type Spun, updateEntry } from '../install/registry.ts';
import type { Clock } from '../stamps.ts';

/** @throws CloneError REGISTRY_CORRUPT where somebody has taken it out of the file. */
export async function entryOf(place: Place): Promise<Entry> {
  const entry = await readEntry(place.registryPath, place.cloneId);
  if (!entry) throw lost(place);
  return entry;
}

/** Says what is to become of a spun workspace. @throws as `entryOf` */
export async function want(place: Place, clock: Clock, changed: Partial<Spun>): Promise<void> {
  await updateEntry(place.registryPath, place.cloneId, (before) => {
    if (!before?.spun) throw lost(place);
    return { ...before, spun: { ...before.spun, ...changed, updatedAt: clock.now().toISOString() } };
  });
}

/** Says which fixture a reset brings back. @throws as `entryOf` */
export async function noteSeed(place: Place, fixture: string): Promise<void> {
  await updateEntry(place.registryPath, place.cloneId, (before) => {
    if (!before) throw lost(place);
    return { ...before, seed: fixture };
  });
}

function lost({ cloneId, registryPath }: Place): CloneError {
  return new CloneError(
    'REGISTRY_CORRUPT',
    `${cloneId} is not in ${registryPath} any more. Put the file back, and start Botmint again: npm start`,
  );
}
