/** A file's bytes as an address that the browser can show. They are asked for with the window's token, once. */
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../here.ts';

export type Fetched = { state: 'waiting' | 'failed'; retry: () => void } | { state: 'here'; url: string };

export function useFetched(url: string | undefined): Fetched {
  const desk = useDesk();
  const [blob, setBlob] = useState<string | null | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    let made: string | null = null;
    setBlob(undefined);
    const read = async (): Promise<void> => {
      const bytes = url === undefined ? null : await desk.fetchFile(url);
      if (isOver) return;
      made = bytes && URL.createObjectURL(bytes);
      setBlob(made);
    };
    void read();
    return () => {
      isOver = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [url, attempt]);
  if (typeof blob === 'string') return { state: 'here', url: blob };
  return { state: blob === null ? 'failed' : 'waiting', retry: () => setAttempt(attempt + 1) };
}
