/** In a conversation the arrows go from message to message, as in Slack; Home and End to the first and the last. */
export function stepAmongMessages(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const { target, currentTarget: log } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || !(target instanceof HTMLElement)) return;
  const isHere = target === log || target.localName === 'article';
  if (!isHere) {
    if (event.key === 'Escape') target.closest<HTMLElement>('article')?.focus();
    return;
  }
  const messages = [...log.querySelectorAll<HTMLElement>('article')];
  const at = messages.findIndex((message) => message === target);
  const last = messages.length - 1;
  const from = at < 0 ? messages.length : at;
  const to = {
    ArrowUp: Math.max(0, from - 1),
    ArrowDown: Math.min(last, at < 0 ? last : at + 1),
    Home: 0,
    End: last,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  messages[to]?.focus();
  messages[to]?.scrollIntoView({ block: 'nearest' });
}
