import { inWords } from '../src/core/durations.ts';
import { expiryOf, stepAfter } from '../src/core/retries.ts';
import type { RetryName } from '../src/core/webhooks.ts';

const MARKS = /<!-- retries -->[^]*<!-- \/retries -->/;

/** The guide to webhooks with its table of retries as the code has them now. */
export const withRetries = (guide: string): string =>
  guide.replace(MARKS, () => `<!-- retries -->\n\n${retryTable()}\n\n<!-- /retries -->`);

const HOUR_MS = 3_600_000;
const said = (ms: number): string => inWords(ms / 1000);

function stepsOf(retry: RetryName): number[] {
  const steps: number[] = [];
  // One that goes on for ever does so with the same step.
  for (let number = 1; ; number += 1) {
    const step = stepAfter({ retry, retry_steps: null }, number);
    if (step === undefined || step === steps.at(-1)) return steps;
    steps.push(step);
  }
}

function retryTable(): string {
  const bot = stepsOf('bot').map(said);
  const standard = stepsOf('standard');
  const all = standard.reduce((sum, step) => sum + step, 0);
  return [
    '| `--retry` | the next attempt comes after | until |',
    '| --- | --- | --- |',
    `| \`bot\`, the usual one | ${bot.join(', ')}, and so on | the event is ${said(expiryOf({ retry: 'bot', retry_steps: null }))} old |`,
    `| \`standard\` | ${standard.map(said).join(', ')} | ${standard.length + 1} attempts were made, in ${Math.round(all / HOUR_MS)} hours |`,
    '| `5s,1m,10m` | times of your own, up to 20 of them | all are used up |',
  ].join('\n');
}
