import { useWorkspace } from './here.ts';

/** Initials on a ground that is the same for a person everywhere. The name stands beside it, so it says nothing itself. */
export function Avatar({ id, name, isApp }: { id: string; name: string; isApp: boolean }) {
  // By their place in the list, the first few people never look alike.
  const place = useWorkspace(({ boot }) => boot?.people.findIndex((person) => person.id === id) ?? 0);
  return (
    <span
      class={`avatar ${isApp ? 'avatar-app' : `avatar-${Math.max(place, 0) % tones}`}`}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

const tones = 5;

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
}
