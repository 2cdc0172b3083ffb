import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Stat {
  pid: number;
  parent: number;
  /** Seconds of CPU of its own, and of its children that have ended. */
  own: number;
  ended: number;
}

async function statOf(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name, which is in brackets, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const seconds = (index: number): number => Number(fields[index]) / TICKS;
  return { pid, parent: Number(fields[1]), own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14) };
}

/** Seconds of CPU that a process and all that it started have had; none for 0, which is no process. */
export async function cpuOf(pid: number): Promise<number> {
  if (pid === 0) return 0;
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(names.map(async (name) => statOf(Number(name))))).filter(
    (stat) => stat !== undefined,
  );
  return all
    .filter((stat) => stat.pid === pid || stat.parent === pid)
    .reduce((sum, { own, ended }) => sum + own + ended, 0);
}

/** The memory that a process has, and the most that it has had, in MB. */
export async function memoryOf(pid: number): Promise<{ now: number; most: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [now = 0, most = 0] = [/VmRSS:\s+(\d+)/, /VmHWM:\s+(\d+)/].map(
    (line) => Number(line.exec(text)?.[1] ?? 0) / 1024,
  );
  return { now, most };
}
