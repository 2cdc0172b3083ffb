import { useEffect, useRef } from 'preact/hooks';

/** Does the last thing it was given, when nothing came for a moment: each letter would be a question to the app. */
export function usePause(): (then: () => void) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (then) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(then, 300);
  };
}
