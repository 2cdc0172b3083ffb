import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';

/** Told when somebody has copied or selected a text: it may be closed without a question. */
export const Taken = createContext<() => void>(() => undefined);

/**
 * Text to be taken away whole, a token above all: a click selects all of it, Copy says when it is done. It is only
 * ever the content of this element.
 */
export function Preformatted({ text }: { text: string }) {
  const code = useRef<HTMLElement>(null);
  const taken = useContext(Taken);
  const [said, say] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => say(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);

  const select = (): void => {
    const selection = getSelection();
    if (code.current && selection?.isCollapsed) selection.selectAllChildren(code.current);
    taken();
  };
  // Without a secure context there is no clipboard: the text is selected, so that the keyboard can copy it.
  const copy = (): void => {
    const writing = isSecureContext ? navigator.clipboard.writeText(text) : Promise.reject(new Error());
    taken();
    writing.then(() => say('Copied')).catch(selectToCopy);
  };
  const selectToCopy = (): void => {
    if (code.current) getSelection()?.selectAllChildren(code.current);
    say('Selected');
  };

  return (
    <div class="preformatted">
      <button type="button" class="copy" onClick={copy} aria-label={said ?? 'Copy'}>
        <Icon name={said === null ? 'copy' : 'check'} />
        <span role="status">{said ?? 'Copy'}</span>
      </button>
      <pre onClick={select}>
        <code ref={code}>{text}</code>
      </pre>
    </div>
  );
}
