/** The stack of modals: three deep at most, the one in front last. Acts twice on the same view without harm. */
import type { View } from '../protocol.ts';

/** A view is told twice, in the answer to what opened it and as an event: the second only refreshes it. */
export function stackView(views: View[], view: View): View[] {
  return views.some((other) => other.id === view.id)
    ? replaceView(views, view)
    : [...views.slice(0, 2), view];
}

/** An update of a view that is no longer open changes nothing. */
export const replaceView = (views: View[], view: View): View[] =>
  views.map((other) => (other.id === view.id ? view : other));

export const withoutView = (views: View[], id: string): View[] => views.filter((view) => view.id !== id);
