import { setTimeout as sleep } from 'node:timers/promises';
import { type Clone, openClone } from '../clone.ts';
import { CloneError } from '../clone-error.ts';
import { readEntry } from '../install/registry.ts';
import type { Log } from '../workspace.ts';
import type { Ground } from './ground.ts';

/** As the seed waits. */
const PATIENCE_MS = 90_000;

/** How long what came too late may take to close. A database that hangs keeps nobody waiting for ever. */
const GRACE_MS = 30_000;

interface Wanted {
  id: string;
  /** Where a workspace that was not spun listens; undefined for one that was. */
  port: number | undefined;
  ground: Ground;
  log: Log;
  furnish(this: void, clone: Clone): Promise<void>;
}

/** Opens a workspace, has it furnished, and waits until it is ready. @throws CloneError */
export async function start(wanted: Wanted): Promise<Clone> {
  const { id, ground } = wanted;
  const { patienceMs = PATIENCE_MS } = ground;
  const giving = new AbortController();
  const opening = open(wanted, giving.signal);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new CloneError(
          'HEALTH_TIMEOUT',
          `${id} was not ready after ${Math.round(patienceMs / 1000)} s. Look at \`botmint clone logs ${id}\`, then try \`botmint clone start ${id}\``,
        ),
      ),
    patienceMs,
  );
  try {
    return await Promise.race([opening, late.promise]);
  } catch (error) {
    giving.abort();
    // What opens too late is closed before it is said: whoever then removes what is left of it removes all.
    const closed = opening.then((clone) => clone[Symbol.asyncDispose]()).catch(() => undefined);
    await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
    // Of the one that was not spun, its own sentence says more: it names the variable.
    throw wanted.port === undefined ? failed(id, error) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function open({ id, port, ground, log, furnish }: Wanted, signal: AbortSignal): Promise<Clone> {
  const { databaseUrl, registryPath, clock, random } = ground;
  const spun = (await readEntry(registryPath, id))?.spun;
  const clone = await openClone({
    id,
    databaseUrl,
    registryPath,
    clock,
    random,
    log,
    port: spun?.port ?? port ?? 0,
    page: spun?.mode !== 'api',
    ...(spun && { name: spun.name, tiers: spun.tiers === true }),
  });
  try {
    signal.throwIfAborted();
    await furnish(clone);
    const ready = await fetch(`${clone.url}/readyz`);
    if (!ready.ok) throw new Error(`it answers ${ready.status} when it is asked whether it is ready`);
    return clone;
  } catch (error) {
    await clone[Symbol.asyncDispose]();
    throw error;
  }
}

function failed(id: string, error: unknown): CloneError {
  if (error instanceof CloneError && error.code !== 'PORT_IN_USE') return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof CloneError)
    return new CloneError(
      'PORT_IN_USE',
      `The port of ${id} is taken by another program. End that one, or move the clone: \`botmint clone start ${id} --port 3999\``,
      { cause: error },
    );
  return new CloneError(
    'CLONE_START_FAILED',
    `${id} did not start: ${reason.replaceAll(/\s+/g, ' ')}. Look at \`botmint clone logs ${id}\`, then try \`botmint clone start ${id}\``,
    { cause: error },
  );
}
