import { type BlockList, isIP } from 'node:net';
import { isAllowed, isPublic } from './public-addresses.ts';
import { code, say, type Text } from './text.ts';

/** Where something would be sent, as a URL says it, and every address that its name has right now. */
export interface Destination {
  protocol: string;
  hostname: string;
  /** Empty where it is the protocol's own. */
  port: string;
  addresses: readonly string[];
}

/** Of https; those that Telegram sends to, but for plain 80. */
const PORTS = new Set(['', '443', '88', '8443']);

/** Names that mean something else in every network: RFC 6761, 6762 and 8375, and what ICANN keeps for private use. */
const LOCAL = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

const OPERATOR = say`An operator can allow its network with ${code('WEBHOOK_ALLOWED_NETWORKS')}.`;

/**
 * Why nothing is sent there, or undefined where something may be: anywhere in the operator's own networks, elsewhere by
 * https to public addresses alone. One address among several that may not be reached refuses them all, as nobody knows
 * which of them will be tried.
 */
export function objectionTo(destination: Destination, allowed: BlockList): Text | undefined {
  const { protocol, port, addresses } = destination;
  const host = hostOf(destination.hostname);
  if (addresses.length === 0) return say`${code(host)} has no address. Is it spelled right?`;
  if (addresses.every((address) => isAllowed(allowed, address))) return undefined;
  const hidden = addresses.find((address) => !isPublic(address) && !isAllowed(allowed, address));
  if (hidden !== undefined) return notPublic(host, hidden);
  if (isLocal(host)) return say`${code(host)} is a name inside of a network, not a public one. ${OPERATOR}`;
  if (protocol !== 'https:')
    return say`Events are sent by https alone: ${code(`https://${destination.hostname}`)}.`;
  if (!PORTS.has(port))
    return say`Events are sent to port 443, 8443 or 88, and not to ${port}. Put it on one of those.`;
  return undefined;
}

/** A hostname of a URL as it is looked up: no brackets around an address. */
export const hostOf = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

function isLocal(host: string): boolean {
  if (isIP(host) !== 0) return false;
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || LOCAL.test(name);
}

function notPublic(host: string, address: string): Text {
  if (host === address) return say`${code(host)} is not a public address. ${OPERATOR}`;
  return say`${code(host)} leads to ${code(address)}, which is not a public address. ${OPERATOR}`;
}
