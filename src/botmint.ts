import type { Listed } from './commands/catalogue.ts';
import { run } from './surfaces/cli/run.ts';
import { outsideOf } from './terminal.ts';

// The command line as it is packed: its list of commands is put in here as it is built, for it has none of their code.
declare const PACKED: { version: string; catalogue: readonly Listed[] };

const { version, catalogue } = PACKED;
const outside = outsideOf({
  version,
  catalogue: async () => catalogue,
  register: undefined,
  manifest: undefined,
});
process.exitCode = await run(process.argv.slice(2), outside);
