/** What is being written in a channel: its text, what is offered for it, and what each key does. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { accept, type Offer } from './completion.ts';
import { useDesk } from './here.ts';
import { useOffers } from './offering.ts';
import { recall, type Recalled } from './recall.ts';
import { send } from './sending.ts';
import { takeShortcut } from './shortcuts.ts';

export function useComposing(channel: string) {
  const desk = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(desk.drafts.get(channel) ?? '');
  const [recalled, setRecalled] = useState<Recalled | null>(null);
  const offers = useOffers(field, text);
  const moveCaret = useCaret(field);

  const change = (next: string, caret: number, from: Recalled | null = null): void => {
    setText(next);
    setRecalled(from);
    desk.drafts.set(channel, next);
    offers.follow(caret);
  };
  const write = (next: string, caret = next.length, from: Recalled | null = null): void => {
    change(next, caret, from);
    moveCaret(caret);
  };
  const submit = (): void => {
    if (send(desk, channel, text)) write('');
  };
  const take = (offer: Offer): void => {
    if (offer.shortcut) void takeShortcut(desk, offer.shortcut, channel);
    const next = accept(offer, text, field.current?.selectionStart ?? text.length);
    write(next.text, next.caret);
    field.current?.focus();
  };
  /** True when the key took one of the offers, or moved among them. */
  const offerKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const offer = offers.active;
    if (!offer || shiftKey) return false;
    const takes = key === 'Tab' || (key === 'Enter' && offers.enters);
    if (takes) take(offer);
    return takes || offers.key(key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (offerKey(event)) return event.preventDefault();
    if (key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      return submit();
    }
    const older = recall(desk.sent, recalled, text, key);
    if (!older) return;
    event.preventDefault();
    write(older.text, older.text.length, older.recalled);
    offers.dismiss();
  };
  return { field, text, offers, change, take, submit, onKeyDown };
}

/** The caret can only be moved once the field has its text, and must be there before the next key comes. */
function useCaret(field: { current: HTMLTextAreaElement | null }) {
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    const caret = wanted.current;
    wanted.current = null;
    if (caret !== null) field.current?.setSelectionRange(caret, caret);
  });
  return (caret: number): void => {
    wanted.current = caret;
  };
}
