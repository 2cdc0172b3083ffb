// A process that hosts workspaces and is killed at a step of what it is asked to do, for tests that look at what is
// left. A step is each time that it asks for the time or for chance.
import { argv, exit, kill, pid } from 'node:process';
import { Host } from '../../../src/slack-clone/host/host.ts';
import { groundIn } from './ground.ts';

const [, , databaseUrl = '', folder = '', what = '', at = ''] = argv;
let steps = 0;
let isCounting = false;

function step(): void {
  if (!isCounting) return;
  steps += 1;
  if (steps === Number(at)) kill(pid, 'SIGKILL');
}

const host = await Host.open(groundIn(databaseUrl, folder, step));
if (what === 'spin') {
  isCounting = true;
  await host.spin({ mode: 'api', name: undefined, port: undefined, seed: 'small' });
} else {
  const [hosted] = host.list();
  await hosted?.tokens({ isFresh: false });
  isCounting = true;
  await hosted?.tokens({ isFresh: true });
}
exit(0);
