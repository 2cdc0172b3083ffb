import { useEffect, useRef, useState } from 'preact/hooks';
import type { Exchange } from '../../protocol.ts';
import { useDesk, useWorkspace } from '../here.ts';
import { readTraffic } from './inspecting.ts';

const EVERY = 1000;
const KEPT = 300;

interface Watched {
  exchanges: Exchange[];
  failure: string | null;
  clear: () => void;
}

/** The newest first. It asks once a second, while the window is looked at. */
export function useTraffic(paused: boolean): Watched {
  const desk = useDesk();
  const connected = useWorkspace((workspace) => workspace.connected);
  const [exchanges, show] = useState<Exchange[]>([]);
  const [failure, fail] = useState<string | null>(null);
  const last = useRef(0);
  // A workspace that was started again counts from one.
  useEffect(() => {
    if (connected) last.current = 0;
  }, [connected]);
  useEffect(() => {
    if (paused) return;
    let asking = false;
    const look = async (): Promise<void> => {
      if (asking || document.hidden) return;
      asking = true;
      const from = last.current;
      const answer = await readTraffic(desk, from);
      asking = false;
      fail(typeof answer === 'string' ? answer : null);
      if (typeof answer === 'string' || last.current !== from || answer[0] === undefined) return;
      last.current = answer[0].id;
      show((before) => [...answer, ...(from === 0 ? [] : before)].slice(0, KEPT));
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [paused, connected]);
  return { exchanges, failure, clear: () => show([]) };
}
