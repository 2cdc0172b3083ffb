import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, type RegistrationConfig, SHORTEST_TOKEN } from './config.ts';
import type { Random } from './core/ports.ts';
import { Secret } from './core/secret.ts';
import { isSame } from './core/tokens.ts';
import { makeDataFolder } from './data-folder.ts';
import type { Registered } from './surfaces/cli/outside.ts';
import {
  readRegistration,
  type Registration,
  registrationOf,
  shortestTokenIn,
} from './surfaces/matrix/registration.ts';

export const registrationPath = (folder: string): string => join(folder, 'matrix-registration.yaml');

const HOW = 'botmint matrix registration';

/** The configuration with both tokens of the registration, where Matrix is set and they are not. @throws Error with a sentence where there are none. */
export async function withRegistration(config: Config): Promise<Config> {
  const { MATRIX_HOMESERVER_URL: url, MATRIX_SERVER_NAME: serverName, MATRIX_AS_TOKEN: given } = config;
  if (url === undefined || serverName === undefined || given !== undefined) return config;
  const path = registrationPath(config.DATA_DIR);
  const found = await find(path);
  if (!found)
    throw new Error(
      `MATRIX_HOMESERVER_URL is set, and there is no registration in ${path}. Make it: MATRIX_SERVER_NAME=${serverName} ${HOW}`,
    );
  if (found.serverName !== serverName)
    throw new Error(
      `The registration in ${path} is for ${found.serverName}, and MATRIX_SERVER_NAME is ${serverName}. Correct that, or have it written anew: MATRIX_SERVER_NAME=${serverName} ${HOW}`,
    );
  return Object.freeze({ ...config, MATRIX_AS_TOKEN: found.asToken, MATRIX_HS_TOKEN: found.hsToken });
}

/** @throws Error with a sentence for one that others can read, and for what is none. */
async function find(path: string): Promise<Registration | undefined> {
  const text = await readFile(path, 'utf8').catch(undefinedWithoutFile);
  if (text === undefined) return undefined;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others. Close it: chmod 600 ${path}`);
  const registration = readRegistration(text);
  if (registration) return refuseWeak(path, registration);
  throw new Error(
    `${path} is no registration of Botmint. Restore it; or remove it, have another made, and give that to the homeserver: ${HOW}`,
  );
}

/** Of a file that somebody wrote by hand. */
function refuseWeak(path: string, registration: Registration): Registration {
  const isShort = shortestTokenIn(registration) < SHORTEST_TOKEN;
  if (!isShort && !isSame(registration.asToken, registration.hsToken)) return registration;
  const what = isShort ? `a token of less than ${SHORTEST_TOKEN} characters` : 'the same token twice';
  throw new Error(
    `${path} has ${what}. Remove it, have another made, and give that to the homeserver: ${HOW}`,
  );
}

function undefinedWithoutFile(error: unknown): undefined {
  if (isCalled(error, 'ENOENT')) return undefined;
  throw error;
}

const isCalled = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Writes the registration where the server looks for it. Tokens that are there stay; address and name are as said, else
 * as they were.
 * @throws Error with a sentence where that cannot be.
 */
export async function register(
  config: RegistrationConfig,
  given: string | undefined,
  random: Random,
): Promise<Registered> {
  const path = registrationPath(config.DATA_DIR);
  await makeDataFolder(config.DATA_DIR);
  const before = await find(path);
  const serverName = config.MATRIX_SERVER_NAME ?? before?.serverName;
  if (serverName === undefined)
    throw new Error(
      `Say what stands after the colon of your user ids: MATRIX_SERVER_NAME=example.org ${HOW}`,
    );
  const url = given ?? before?.url ?? config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT || 3000}`;
  const tokens = before ?? tokensOf(config, random);
  refuseOthers(path, tokens, config);
  const text = registrationOf({ url, serverName, asToken: tokens.asToken, hsToken: tokens.hsToken });
  const draft = `${path}.${Buffer.from(random.bytes(8)).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await (before ? rename(draft, path) : link(draft, path));
  } catch (error) {
    // Of two that are made at once, the first stays.
    if (!before && isCalled(error, 'EEXIST')) return await register(config, given, random);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return { path, url, serverName, isChanged: before?.url !== url || before.serverName !== serverName };
}

interface Tokens {
  asToken: Secret;
  hsToken: Secret;
}

function tokensOf(config: RegistrationConfig, random: Random): Tokens {
  const made = (): Secret => new Secret(Buffer.from(random.bytes(32)).toString('hex'));
  return { asToken: config.MATRIX_AS_TOKEN ?? made(), hsToken: config.MATRIX_HS_TOKEN ?? made() };
}

/** Botmint would come with those of the environment, and the homeserver wait for those of the file. */
function refuseOthers(path: string, tokens: Tokens, config: RegistrationConfig): void {
  const { MATRIX_AS_TOKEN: asToken = tokens.asToken, MATRIX_HS_TOKEN: hsToken = tokens.hsToken } = config;
  if (isSame(asToken, tokens.asToken) && isSame(hsToken, tokens.hsToken)) return;
  throw new Error(
    `${path} has other tokens than MATRIX_AS_TOKEN and MATRIX_HS_TOKEN. Unset both to keep those of the file, or remove the file.`,
  );
}
