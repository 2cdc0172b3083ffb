import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A path that another surface answers by itself, from the raw request on. */
export interface Mount {
  path: string;
  /** It answers whatever the method is, and not POST alone. */
  takesAll?: boolean;
  /** A browser goes there: by GET, and what stands after the question mark is left there. */
  isPage?: boolean;
  /** Who calls it knows it by any name, and says by a secret of theirs that they may: no browser does. */
  isForeign?: boolean;
  /** @param address where the caller is, as proxies that are trusted say. */
  listener(this: void, request: IncomingMessage, response: ServerResponse, address: string): void;
  /** Why a request is not let through, or what to call when it was answered. Without it all are. */
  admit?(headers: IncomingHttpHeaders): { refused: string } | { answered: () => void };
}
