/** The stack of modals: three deep at most, the one in front last. Acts twice on the same view without harm. */
import type { View } from '../protocol.ts';

/** A view is told twice, in the answer to what opened it and as an event: the second only refreshes it. */
export function stackView(views: View[], view: View): View[] {
  return views.some((other) => other.id === view.id)
    ? replaceView(views, view)
    : [...views.slice(0, 2), view];
}

/**
 * An update of a view that is no longer open changes nothing, nor does one that was overtaken: the answer to a
 * submission and the event that follows it come on two connections, in either order.
 */
export const replaceView = (views: View[], view: View): View[] =>
  views.map((other) => (other.id === view.id && view.hash >= other.hash ? view : other));

/** Closes a view and whatever stands on it. */
export function withoutView(views: View[], id: string): View[] {
  const at = views.findIndex((view) => view.id === id);
  return at < 0 ? views : views.slice(0, at);
}
