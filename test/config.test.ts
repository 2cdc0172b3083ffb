import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

describe('the environment', () => {
  test('needs to say nothing', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      CLONE_PORT: 3001,
      HOST: '127.0.0.1',
      DATA_DIR: `${homedir()}/.botmint`,
      BOTMINT_ADMINS: new Set(),
    });
    for (const name of ['DATABASE_URL', 'WORK_PORT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const)
      expect(readConfig({})[name]).toBe(undefined);
  });

  test('with an empty variable is the environment without it', () => {
    const empty = {
      PORT: '',
      CLONE_PORT: '',
      HOST: '',
      DATA_DIR: '',
      DATABASE_URL: '',
      PUBLIC_URL: '',
      SECRET_KEY: '',
      REDIS_URL: '',
      TRUSTED_PROXIES: '',
      SLACK_API_URL: '',
      SLACK_BOT_TOKEN: '',
      SLACK_SIGNING_SECRET: '',
      MATRIX_HOMESERVER_URL: '',
      MATRIX_SERVER_NAME: '',
      MATRIX_AS_TOKEN: '',
      MATRIX_HS_TOKEN: '',
      BOTMINT_ADMINS: '',
    };
    expect(readConfig(empty)).toEqual(readConfig({}));
    expect(readConfig({ ...empty, PORT: '  ' })).toEqual(readConfig({}));
  });

  test.each([
    ['PORT', 'abc', 'PORT is a port, 0 to 65535.'],
    ['PORT', '70000', 'PORT is a port, 0 to 65535.'],
    ['WORK_PORT', 'yes', 'WORK_PORT is a port, 0 to 65535.'],
    ['WORK_PORT', '65536', 'WORK_PORT is a port, 0 to 65535.'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'collector:4318',
      'OTEL_EXPORTER_OTLP_ENDPOINT is an address, as in https://botmint.example.org.',
    ],
    ...['MATRIX_AS_TOKEN', 'MATRIX_HS_TOKEN'].map((name): [string, string, string] => [
      name,
      'abc',
      `${name} is a secret of 16 characters or more, as from: openssl rand -hex 32.`,
    ]),
    ['PORT', '-1', 'PORT is a port, 0 to 65535.'],
    ['PORT', '1.5', 'PORT is a port, 0 to 65535.'],
    ['CLONE_PORT', '3001x', 'CLONE_PORT is a port, 0 to 65535.'],
    ['DATABASE_URL', 'mysql://localhost/x', 'DATABASE_URL is postgres://user:password@host/database.'],
    ['PUBLIC_URL', 'botmint.example.org', 'PUBLIC_URL is an address, as in https://botmint.example.org.'],
    ['REDIS_URL', 'localhost:6379', 'REDIS_URL is redis://host:6379.'],
    ...['10.0.0.0/33', '10.0.0', '10.0.0.0/8;evil', '::/129', 'localhost', '10.0.0.0/'].map(
      (networks): [string, string, string] => [
        'TRUSTED_PROXIES',
        networks,
        'TRUSTED_PROXIES is a list of networks, as in 10.0.0.0/8, 192.0.2.7.',
      ],
    ),
    [
      'WEBHOOK_ALLOWED_NETWORKS',
      '10.0.0.0/8 intranet.example',
      'WEBHOOK_ALLOWED_NETWORKS is a list of networks, as in 10.0.0.0/8, 192.0.2.7.',
    ],
    ['SLACK_API_URL', 'ftp://slack.test', 'SLACK_API_URL is an address, as in https://botmint.example.org.'],
    [
      'SECRET_KEY',
      'short',
      'SECRET_KEY is a secret of 32 characters or more, as from: openssl rand -hex 32.',
    ],
    [
      'SLACK_BOT_TOKEN',
      'xoxb-1',
      'SLACK_BOT_TOKEN goes with SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): set one, or unset all of them for the local workspace.',
    ],
    [
      'SLACK_SIGNING_SECRET',
      '1',
      'SLACK_SIGNING_SECRET goes with SLACK_BOT_TOKEN (one workspace) or SLACK_CLIENT_ID (many): set one, or unset all of them for the local workspace.',
    ],
    ...[
      ['MATRIX_HOMESERVER_URL', 'http://127.0.0.1:8008'],
      ['MATRIX_SERVER_NAME', 'example.org'],
    ].map(([name = '', value = '']): [string, string, string] => [
      name,
      value,
      'MATRIX_HOMESERVER_URL and MATRIX_SERVER_NAME go together: set both, or neither without Matrix.',
    ]),
    ...['MATRIX_AS_TOKEN', 'MATRIX_HS_TOKEN'].map((name): [string, string, string] => [
      name,
      'a token of enough letters',
      'MATRIX_AS_TOKEN and MATRIX_HS_TOKEN go together: set both, or neither to have them read from the registration.',
    ]),
    [
      'MATRIX_SERVER_NAME',
      'https://example.org/',
      'MATRIX_SERVER_NAME is what stands after the colon of a user id, as in example.org.',
    ],
  ])('with %s=%s is refused with a sentence that names it', (name, value, sentence) => {
    expect(() => readConfig({ [name]: value })).toThrow(new Error(sentence));
  });

  test('with several wrong ones has a sentence for each', () => {
    expect(() => readConfig({ PORT: 'x', PUBLIC_URL: 'y' })).toThrow(/^PORT is .*\.\nPUBLIC_URL is .*\.$/);
  });

  test.each([
    [{ SLACK_CLIENT_ID: '1.2' }, 'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together'],
    [{ SLACK_APP_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN is the app-level token, which begins with xapp-.'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_APP_TOKEN goes with SLACK_BOT_TOKEN (one workspace)'],
    [{ SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: '3' }, 'SLACK_CLIENT_ID goes with SLACK_APP_TOKEN'],
    [
      { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: '3', SLACK_BOT_TOKEN: 'xoxb-1' },
      'SLACK_BOT_TOKEN is for one workspace, and SLACK_CLIENT_ID for many',
    ],
    [
      { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: '3', SLACK_SIGNING_SECRET: '4' },
      'SLACK_CLIENT_ID needs PUBLIC_URL',
    ],
  ])('with %j is refused, as nobody could be spoken with or heard so', (set, sentence) => {
    expect(() => readConfig(set)).toThrow(sentence);
  });

  test.each([
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '1' },
    {
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: '3',
      SLACK_APP_TOKEN: 'xapp-1',
      PUBLIC_URL: 'https://b.org',
    },
  ])('with %j says how Slack is spoken with and heard', (set) => {
    expect(Object.keys(readConfig(set))).toEqual(expect.arrayContaining(Object.keys(set)));
  });

  test('keeps its secrets to itself', () => {
    const config = readConfig({
      SECRET_KEY: 'a'.repeat(32),
      SLACK_BOT_TOKEN: 'xoxb-secret',
      SLACK_SIGNING_SECRET: 'signing-secret',
    });
    const printed = `${JSON.stringify(config)} ${String(config.SECRET_KEY)}`;
    for (const secret of ['aaaa', 'xoxb', 'signing-secret']) expect(printed).not.toContain(secret);
    expect(config.SECRET_KEY?.reveal()).toBe('a'.repeat(32));
  });

  test('names admins by commas or spaces, and a folder at home by ~', () => {
    const config = readConfig({ BOTMINT_ADMINS: 'U1, U2 U3,', DATA_DIR: '~/elsewhere' });
    expect(config.BOTMINT_ADMINS).toEqual(new Set(['U1', 'U2', 'U3']));
    expect(config.DATA_DIR).toBe(`${homedir()}/elsewhere`);
    expect(readConfig({ DATA_DIR: '/srv/~x' }).DATA_DIR).toBe('/srv/~x');
  });

  test('cannot be changed once it was read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});
