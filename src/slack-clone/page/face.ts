/** Each window in the colour of whom it acts as: in its frame, and in the browser's own list of tabs. */
import { useEffect } from 'preact/hooks';
import { toneOf } from './Avatar.tsx';
import { useWorkspace } from './here.ts';

export function useOwnFace(): string {
  const me = useWorkspace((workspace) => workspace.me);
  const tone = useWorkspace(({ boot }) => toneOf(boot, me?.id ?? ''));
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    if (!link || !me) return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue(`--tone-${tone}`).trim();
    link.href = `data:image/svg+xml,${encodeURIComponent(faceOf(me.name, colour))}`;
  }, [me, tone]);
  return `tone-${tone}`;
}

const faceOf = (name: string, colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${colour}"/>` +
  `<text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="700" fill="#fff" text-anchor="middle">` +
  `${escaped(name.slice(0, 1).toUpperCase())}</text></svg>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
