import type { Workspace } from './workspace.ts';

const FRAME = /^ {4}at .+:\d+:\d+\)?$/;

/**
 * Logs what failed, of which kind the failure was and where. Its message is left out, because a database or a parser
 * quotes there what it was given, and secrets pass through this server. When the workspace closes under a call, that
 * is no failure of it.
 */
export function logFailure(workspace: Workspace, what: string, error: unknown): void {
  if (workspace.closing.aborted) return;
  workspace.log.error(`${what} failed: ${describe(error)}`);
}

/** Of which kind it was and where, without its message. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'with something that is no Error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  // A stack begins with the message, and a message can have lines that look like frames.
  const frames = (error.stack ?? '').replace(error.message, '').split('\n');
  const places = frames.filter((line) => FRAME.test(line)).map((line) => line.trim());
  return `${error.name}${code} ${places.slice(0, 4).join(' ')}`;
}
