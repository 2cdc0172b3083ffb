import type { Listed } from '../../commands/catalogue.ts';
import type { Clock, Random } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';

/** What the environment says to the command line. */
export interface Settings {
  BOTMINT_URL: string | undefined;
  BOTMINT_TOKEN: Secret | undefined;
  /** As whom a model is in a local workspace. */
  SLACK_MCP_TOKEN: Secret | undefined;
  DATA_DIR: string;
  NO_COLOR: boolean;
}

/** What `server.json` says: where Botmint runs, and what makes its reader the operator. */
export interface Running {
  pid: number;
  address: string;
  control?: Secret | undefined;
}

/** What was written for a homeserver. */
export interface Registered {
  path: string;
  /** Where the homeserver reaches Botmint. */
  url: string;
  serverName: string;
  /** The homeserver has to be told of it. */
  isChanged: boolean;
}

/** What is filled in in a manifest. */
export interface Filled {
  /** Where Slack and browsers reach Botmint. */
  url: string | undefined;
  /** Slack is heard by Socket Mode. */
  isSocket: boolean;
}

/** All that the command line stands on. What takes a while to load is loaded when it is asked for. */
export interface Outside {
  version: string;
  catalogue(): Promise<readonly Listed[]>;
  /** @throws Error with a sentence for each variable that is wrong. */
  settings(): Promise<Settings>;
  /** What `server.json` of a data folder says. */
  running(folder: string): Promise<Running | undefined>;
  /** Writes the registration for a homeserver; undefined where Botmint itself is not. @throws Error with a sentence */
  register: ((url: string | undefined) => Promise<Registered>) | undefined;
  /** The manifest of the Slack app, filled in; undefined where Botmint itself is not. */
  manifest: ((filled: Filled) => Promise<string>) | undefined;
  clock: Clock;
  random: Random;
  /** Whether a process of this machine lives. */
  lives(pid: number): boolean;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}
