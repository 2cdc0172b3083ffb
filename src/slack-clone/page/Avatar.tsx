import type { Boot } from '../protocol.ts';
import { useWorkspace } from './here.ts';

/** Initials on a ground that is the same for a person everywhere. The name stands beside it, so it says nothing itself. */
export function Avatar({ id, name, isApp }: { id: string; name: string; isApp: boolean }) {
  const tone = useWorkspace(({ boot }) => toneOf(boot, id));
  return (
    <span class={`avatar ${isApp ? 'avatar-app' : `avatar-${tone}`}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

const tones = 5;

/** By their place in the list, the first few people never look alike. */
export const toneOf = (boot: Boot | null, id: string): number =>
  Math.max(boot?.people.findIndex((person) => person.id === id) ?? 0, 0) % tones;

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
}
