import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { say } from '../../core/text.ts';
import { failure } from './failure.ts';

interface Streams {
  stdin: NodeJS.ReadStream;
  stderr: NodeJS.WriteStream;
}

/** Takes all that a terminal would echo. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * What a person types in answer to a question, which is asked beside what a program reads; hidden while it is typed if
 * it is a secret. @throws Failure when they break it off.
 */
export async function prompt(
  { stdin, stderr }: Streams,
  question: string,
  { isHidden = false } = {},
): Promise<string> {
  const output = isHidden ? nowhere() : stderr;
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  try {
    if (isHidden) stderr.write(question);
    return await new Promise((resolve, reject) => {
      const broken = (): void => reject(failure('interrupted', say`Broken off. Nothing was changed.`));
      lines.once('SIGINT', broken).once('close', broken);
      lines.question(isHidden ? '' : question, resolve);
    });
  } finally {
    lines.close();
    if (isHidden) stderr.write('\n');
  }
}
