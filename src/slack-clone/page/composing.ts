/** What is being written in a place: its text, what is offered for it, and what each key does. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { share } from './attaching.ts';
import type { Attachment } from './attachment.ts';
import { accept, type Offer } from './completion.ts';
import { useDesk, useWorkspace } from './here.ts';
import { useOffers } from './offering.ts';
import { recall, type Recalled } from './recall.ts';
import { send } from './sending.ts';

/** @param broadcast of a reply: whether the channel is to see it too */
export function useComposing(place: string, broadcast: boolean) {
  const desk = useDesk();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(desk.drafts.get(place) ?? '');
  const [recalled, setRecalled] = useState<Recalled | null>(null);
  const offers = useOffers(field, text);
  const moveCaret = useCaret(field);

  const change = (next: string, caret: number, from: Recalled | null = null): void => {
    setText(next);
    setRecalled(from);
    desk.drafts.set(place, next);
    offers.follow(caret);
  };
  const write = (next: string, caret = next.length, from: Recalled | null = null): void => {
    change(next, caret, from);
    moveCaret(caret);
  };
  const sending = useSending(place, text, broadcast, () => write(''));
  const take = (offer: Offer): void => {
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
      void sending.submit();
      return;
    }
    const older = recall(desk.sent, recalled, text, key);
    if (!older) return;
    event.preventDefault();
    write(older.text, older.text.length, older.recalled);
    offers.dismiss();
  };
  return { field, text, ...sending, offers, change, write, take, onKeyDown };
}

/** Words alone go as a message or a command; with files they go when all of those have arrived. */
function useSending(place: string, text: string, broadcast: boolean, onSent: () => void) {
  const desk = useDesk();
  const attachments = useWorkspace(({ attached }) => attached[place]) ?? none;
  const [isSharing, setSharing] = useState(false);
  const hasArrived = attachments.every(({ fileId }) => fileId !== null);
  const canSend = !isSharing && hasArrived && (attachments.length > 0 || text.trim() !== '');
  const submit = async (): Promise<void> => {
    if (!canSend) return;
    if (attachments.length === 0) {
      if (send(desk, place, text, broadcast)) onSent();
      return;
    }
    setSharing(true);
    const isShared = await share(desk, place, text, attachments);
    setSharing(false);
    if (isShared) onSent();
  };
  return { attachments, isSharing, canSend, submit };
}

const none: Attachment[] = [];

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
