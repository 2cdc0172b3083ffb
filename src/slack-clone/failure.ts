/**
 * What the log may say of a failure: what kind it was and where. Its message is left out, because a database or a
 * parser quotes there what it was given, and secrets pass through this server.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no Error';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return `${error.name}${code}${frames
    .slice(0, 4)
    .map((frame) => ` ${frame.trim()}`)
    .join('')}`;
}
