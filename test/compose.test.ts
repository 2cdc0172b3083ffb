import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, readRegistrationConfig } from '../src/config.ts';
import { sql } from './dump.ts';
import { migratedDatabase } from './database.ts';

const root = join(import.meta.dirname, '..');
const read = async (path: string): Promise<string> => readFile(join(root, path), 'utf8');

const Service = z.object({
  image: z.string(),
  build: z.object({ context: z.literal('.'), dockerfile_inline: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ test: z.unknown() }).optional(),
  restart: z.string().optional(),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
  configs: z.record(z.string(), z.object({ content: z.string() })),
});

let compose: z.output<typeof Compose>;
const service = (name: string) => Service.parse(compose.services[name]);

beforeAll(async () => {
  const written = JSON.stringify(parse(await read('docker-compose.yml'), { merge: true }));
  // As Compose does it: what is set nowhere is what stands behind the sign.
  compose = Compose.parse(JSON.parse(written.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')));
});

describe('docker-compose.yml', () => {
  test('has Postgres, Redis, Synapse and Botmint, and what two of them need before their first start', () => {
    expect(Object.keys(compose.services)).toEqual([
      'postgres',
      'redis',
      'registration',
      'synapse-setup',
      'synapse',
      'botmint',
    ]);
  });

  test('names no service, volume or config that it does not have, and waits for what says that it is well', () => {
    const services = Object.values(compose.services);
    const volumes = new Set(services.flatMap((each) => each.volumes.map((at) => at.split(':')[0])));
    expect(volumes).toEqual(new Set(Object.keys(compose.volumes)));
    const configs = services.flatMap((each) => each.configs.map(({ source }) => source));
    expect(configs.toSorted()).toEqual(Object.keys(compose.configs).toSorted());
    const waits = services.flatMap((each) => Object.entries(each.depends_on));
    for (const [name, { condition }] of waits) {
      const { healthcheck } = service(name);
      const what = healthcheck ? 'service_healthy' : 'service_completed_successfully';
      expect([name, condition]).toEqual([name, what]);
    }
    expect(waits.length).toBeGreaterThan(4);
  });

  test('lets nobody in from other machines', () => {
    const ports = Object.values(compose.services).flatMap((each) => each.ports);
    expect(ports).toEqual(['127.0.0.1:8008:8008', '127.0.0.1:3000:3000']);
  });

  test('sets what Botmint reads, to what it takes', async () => {
    const source = await read('src/config.ts');
    const { environment } = service('botmint');
    for (const name of Object.keys(environment)) expect(source).toMatch(new RegExp(`^  ${name}[:,]`, 'm'));
    const config = readConfig(environment);
    expect(config).toMatchObject({
      HOST: '0.0.0.0',
      PORT: 3000,
      MATRIX_HOMESERVER_URL: 'http://synapse:8008',
    });
    const registered = readRegistrationConfig(service('registration').environment);
    const { DATA_DIR, MATRIX_SERVER_NAME } = config;
    expect(registered).toMatchObject({ DATA_DIR, MATRIX_SERVER_NAME });
    expect(service('synapse-setup').environment).toMatchObject({ SYNAPSE_SERVER_NAME: MATRIX_SERVER_NAME });
    expect(service('registration').command).toEqual([
      'matrix',
      'registration',
      '--url',
      `http://botmint:${config.PORT}`,
    ]);
  });

  test('builds from files that are there, all that Botmint reads among them', async () => {
    const lines = service('botmint').build?.dockerfile_inline ?? '';
    const copied = [...lines.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));
    for (const path of copied) await stat(join(root, path));
    expect(copied).toEqual(['package.json', 'package-lock.json', 'manifest.yml', 'migrations', 'src']);
    expect(lines).toContain('ENTRYPOINT ["node", "src/main.ts"]');
  });

  test('runs the Synapse of the tests', async () => {
    const version = /matrix-synapse==([\d.]+)/.exec(await read('.ci/run'))?.[1];
    for (const name of ['synapse-setup', 'synapse'])
      expect(service(name).image).toBe(`matrixdotorg/synapse:v${version}`);
  });

  test('makes the databases by SQL that Postgres takes, with roles whom policies bind', async () => {
    await using database = await migratedDatabase();
    const statements = (compose.configs['roles']?.content ?? '').trim().split('\n');
    for (const statement of statements) {
      expect(statement).toMatch(
        /^create (role (botmint|synapse) login password|database (botmint|synapse) owner)/,
      );
      expect(statement).not.toMatch(/superuser|bypassrls/i);
      // Read to its end, and then refused for want of the right, or of a role that was not made.
      await expect(sql(database.url, statement)).rejects.toThrow(
        /permission denied|role "synapse" does not exist/,
      );
    }
    expect(statements).toHaveLength(4);
  });
});
