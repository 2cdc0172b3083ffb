import { networksOf } from '../../core/addresses.ts';
import { type Destination, hostOf, objectionTo } from '../../core/destinations.ts';
import { AppError } from '../../core/errors.ts';
import type { Egress } from '../../core/ports.ts';
import { code, say, type Text } from '../../core/text.ts';
import { Late, type Lookup, Lookups } from './lookups.ts';
import type { Way } from './way.ts';

const LOOKUP_MS = 5000;

interface Settings {
  /** Networks of the operator's own that may be reached as well, whatever they are. */
  allowed: readonly string[];
  lookup?: Lookup;
  /** Certificates to trust in the place of the public ones. */
  ca?: string;
}

/** Opens the way out. */
export function openEgress({ allowed, lookup, ca }: Settings): Egress {
  const networks = networksOf(allowed);
  const lookups = new Lookups(lookup);
  const closing = new AbortController();
  let opened: Promise<Way> | undefined;
  const open = async (): Promise<Way> => {
    const { Way } = await import('./way.ts');
    return new Way({ allowed: networks, lookups, ca, closing: closing.signal });
  };
  return {
    async check(url) {
      const { protocol, hostname, port } = new URL(url);
      const addresses = await lookups
        .addressesOf(hostname, AbortSignal.timeout(LOOKUP_MS))
        .catch((error: unknown) => {
          throw refused(notLookedUp(hostname, error));
        });
      const destination: Destination = { protocol, hostname, port, addresses };
      const objection = objectionTo(destination, networks);
      if (objection) throw refused(objection);
    },
    async post(post) {
      const way = await (opened ??= open());
      return way.send(post);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      const way = await opened;
      await way?.close();
    },
  };
}

const refused = (text: Text): AppError => new AppError('invalid_input', text, { field: 'url' });

function notLookedUp(hostname: string, error: unknown): Text {
  const host = code(hostOf(hostname));
  if (error instanceof Late) return say`It took too long to look up ${host}. Try again in a minute.`;
  const isUnknown = error instanceof Error && 'code' in error && error.code === 'ENOTFOUND';
  if (isUnknown) return say`${host} has no address. Is it spelled right?`;
  return say`${host} cannot be looked up just now. Try again in a minute.`;
}
