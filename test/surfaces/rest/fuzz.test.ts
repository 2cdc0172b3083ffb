import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeBy } from './fuzz-judge.ts';
import { operationsIn, requestsFor } from './fuzz-requests.ts';
import { openStage, type Stage } from './fuzz-stage.ts';

/** FUZZ_RUNS=100000 looks for longer, FUZZ_SECONDS until then, FUZZ_SEED again at what was found. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const CHUNK = 250;
const SECONDS = Number(
  process.env['FUZZ_SECONDS'] ?? (process.env['FUZZ_RUNS'] === undefined ? 40 : Infinity),
);

/** Who has to be made anew once they are refused. */
const BEARERS: Record<string, string> = { full: 'token', admin: 'bearer' };

test(
  'whatever is sent to any route, with any credential, is answered as the document says',
  async () => {
    await using stage = await openStage();
    const document = await stage.document();
    const judge = judgeBy(document);
    const operations = operationsIn(document);
    const requests = requestsFor(operations);
    const complaints = new Map<string, string>();
    const met = new Map<string, number>();
    const until = performance.now() + SECONDS * 1000;
    let sent = 0;
    for (let chunk = 0; sent < RUNS && performance.now() < until; chunk += 1) {
      for (const wild of fc.sample(requests, { seed: SEED + chunk, numRuns: Math.min(CHUNK, RUNS - sent) })) {
        sent += 1;
        const { route, answer, asked, actor } = await stage.send(wild);
        met.set(
          `${route ?? 'none'} ${answer.statusCode}`,
          (met.get(`${route ?? 'none'} ${answer.statusCode}`) ?? 0) + 1,
        );
        const wrong = [...judge(route, answer), ...leaks(stage, answer.body)];
        for (const each of wrong)
          if ((complaints.get(each)?.length ?? Infinity) > asked.length)
            complaints.set(each, `${actor}: ${asked}`);
        if (BEARERS[actor] === wild.way && answer.statusCode === 401 && route !== 'POST /oauth/introspect')
          await stage.mend();
        stage.world.clock.pass(40);
      }
      await stage.mend();
    }
    const succeeded = [...met.keys()].filter((each) => / 20\d$/.test(each)).length;
    process.stdout.write(
      `Fuzzed with FUZZ_SEED=${SEED}: ${sent} requests for ${operations.length} operations, ${met.size} pairs of route and status, ${succeeded} of them done.\n`,
    );
    if (process.env['FUZZ_SHOW'])
      process.stdout.write(
        `${[...met]
          .map(([each, count]) => `${each} ${count}`)
          .toSorted()
          .join('\n')}\n`,
      );
    expect(
      [...complaints].map(([what, asked]) => `${what}\n    ${asked}`),
      `FUZZ_SEED=${SEED}`,
    ).toEqual([]);
    expect(succeeded).toBeGreaterThan(20);
  },
  RUNS > 1500 ? 3_600_000 : 120_000,
);

/** What was told that nobody may be told, in an answer or in the log. */
function leaks({ secrets, world }: Stage, body: string): string[] {
  const told = [...secrets].some((each) => body.includes(each) && !body.includes(`token":"${each}"`));
  const lines = world.logged.splice(0);
  const logged = lines.some((line) => [...secrets].some((each) => line.includes(each)));
  const traces = lines
    .filter((line) => /\n\s+at /.test(line))
    .map((line) => line.split('\n').slice(0, 1).join(''));
  return [
    ...(told ? ['an answer holds a secret'] : []),
    ...(logged ? ['the log holds a secret'] : []),
    ...traces.map((line) => `the log has a stack trace: ${line.replace(/^req_\w+/, '').slice(0, 160)}`),
  ];
}
