/** Reads `text/event-stream` piece by piece: what is not yet a whole event waits for the next piece. */
export interface StreamEvent {
  id: string | null;
  data: string;
}

export function streamReader(): (piece: string) => StreamEvent[] {
  let rest = '';
  return (piece) => {
    const parts = (rest + piece).replaceAll('\r\n', '\n').split('\n\n');
    rest = parts.pop() ?? '';
    return parts.map(readEvent).filter((event) => event.data !== '');
  };
}

function readEvent(text: string): StreamEvent {
  const event: StreamEvent = { id: null, data: '' };
  for (const line of text.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'id') event.id = value;
    if (field === 'data') event.data += event.data === '' ? value : `\n${value}`;
  }
  return event;
}
