import type { Command } from './declare.ts';
import { destroy, reset, start, stop } from './life.ts';
import { logs } from './logs.ts';
import { ls, status } from './look.ts';
import { mcp } from './mcp.ts';
import { seed } from './seed.ts';
import { spin } from './spin.ts';
import { tokens } from './tokens.ts';

/** What can be asked of the host of workspaces, each by its word after `botmint clone`. */
export const COMMANDS: readonly Command[] = [
  spin,
  ls,
  status,
  start,
  stop,
  reset,
  destroy,
  seed,
  tokens,
  logs,
  mcp,
];
