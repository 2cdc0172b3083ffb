import { SlackError } from './api/error.ts';
import { withCurrent } from './blocks/current.ts';
import type { ModalContent, ViewContent } from './blocks/view.ts';
import { hex, newId, type Random } from './ids.ts';

/** A modal on somebody's screen, or their home tab of an app. Lives as long as the process, as modals do. */
export interface OpenView {
  readonly id: string;
  readonly userId: string;
  readonly appId: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** The conversation that the person had before them when the first of its stack was opened. */
  readonly channelId: string | null;
  /** The one window that shows it; undefined: all of the person's, as with a home tab. */
  window: string | undefined;
  hash: string;
  content: ViewContent;
}

/** A view that is a modal. */
export type OpenModal = OpenView & { content: ModalContent };

/** A home tab is a view too, and cannot be pushed on, sent or closed. */
export function isModal(view: OpenView): view is OpenModal {
  return view.content.type === 'modal';
}

const DEEPEST = 3;
/** Modals that nobody closed go when this many newer ones exist. */
const MOST = 1000;

interface Owner {
  userId: string;
  appId: string;
}

interface Opener extends Owner {
  window?: string;
  channelId?: string | null;
}

/** All views that are on somebody's screen, with Slack's limits on them. */
export class Views {
  readonly #random: Random;
  readonly #views = new Map<string, OpenView>();
  #changes = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new stack. @throws duplicate_external_id */
  open(content: ViewContent, { userId, appId, window, channelId = null }: Opener): OpenView {
    const id = newId('V', this.#random);
    const hash = this.#hash();
    return this.#put({ id, userId, appId, window, channelId, rootId: id, previousId: null, hash, content });
  }

  /** On top of another one. @throws push_limit_reached or duplicate_external_id */
  push(parent: OpenView, content: ViewContent): OpenView {
    if (this.#depth(parent) >= DEEPEST) throw new SlackError('push_limit_reached');
    const id = newId('V', this.#random);
    const hash = this.#hash();
    return this.#put({ ...parent, id, previousId: parent.id, hash, content });
  }

  /** @param hash of the view that the app has seen; another one has come since if it differs. */
  update(view: OpenView, content: ViewContent, hash?: string): OpenView {
    if (hash !== undefined && hash !== '' && hash !== view.hash) throw new SlackError('hash_conflict');
    this.#refuseTaken(content, view.appId, view.id);
    view.content = withCurrent(content, view.channelId);
    view.hash = this.#hash();
    return view;
  }

  find(id: string): OpenView | undefined {
    return this.#views.get(id);
  }

  /** By the name that the app itself has given. */
  findExternal(externalId: string, appId: string): OpenView | undefined {
    if (externalId === '') return undefined;
    return [...this.#views.values()].find(
      (view) => view.appId === appId && view.content.external_id === externalId,
    );
  }

  /** There is at most one for each person and app. */
  home(owner: Owner): OpenView | undefined {
    return this.homes(owner.userId).find((view) => view.appId === owner.appId);
  }

  homes(userId: string): OpenView[] {
    return [...this.#views.values()].filter((view) => view.userId === userId && view.content.type === 'home');
  }

  /** The view and what was pushed on it. */
  close(view: OpenView): void {
    for (const above of this.#views.values()) if (above.previousId === view.id) this.close(above);
    this.#views.delete(view.id);
  }

  /** The whole stack that the view is in. */
  clear(view: OpenView): void {
    for (const each of this.#views.values()) if (each.rootId === view.rootId) this.#views.delete(each.id);
  }

  #put(view: OpenView): OpenView {
    this.#refuseTaken(view.content, view.appId, view.id);
    view.content = withCurrent(view.content, view.channelId);
    this.#views.set(view.id, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > MOST && oldest !== undefined) this.#views.delete(oldest);
    return view;
  }

  /** Checked before anything changes, so that a refused view leaves all as it was. */
  #refuseTaken(content: ViewContent, appId: string, id: string): void {
    const other = this.findExternal(content.external_id, appId);
    if (other && other.id !== id) throw new SlackError('duplicate_external_id');
  }

  #depth(view: OpenView): number {
    const previous = view.previousId === null ? undefined : this.#views.get(view.previousId);
    return previous ? 1 + this.#depth(previous) : 1;
  }

  /** As Slack's, two numbers: the first counts all changes, so that of two hashes of a view the later one sorts last. */
  #hash(): string {
    this.#changes += 1;
    return `${String(this.#changes).padStart(9, '0')}.${hex(4, this.#random)}`;
  }
}
