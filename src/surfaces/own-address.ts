import type { IncomingHttpHeaders } from 'node:http';

/** Where this server is found. It is told when it listens; what speaks for it is built before. */
export class OwnAddress {
  /** Its names, as `Host` has them: a rebound one must not reach it. */
  readonly hosts = new Set<string>();
  readonly #origins = new Set<string>();

  constructor(urls: readonly string[] = []) {
    for (const url of urls) this.add(url);
  }

  /** Of two under one name the one that was added last is what it is called by. */
  add(url: string): void {
    const { host, origin } = new URL(url);
    this.hosts.add(host);
    this.#origins.add(origin);
  }

  /** Whether a page of ours asks, by the `Origin` that its browser sends. What sends none is no page. */
  isOurs(origin: string | undefined): boolean {
    return origin === undefined || this.#origins.has(URL.parse(origin)?.origin ?? '');
  }

  /** As its caller knows it: by the name that the request was sent to, which was found to be ours. */
  originFor({ host = '' }: IncomingHttpHeaders): string {
    const name = host.toLowerCase();
    return [...this.#origins].findLast((origin) => new URL(origin).host === name) ?? `http://${name}`;
  }
}
