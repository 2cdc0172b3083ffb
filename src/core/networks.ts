import { isIP } from 'node:net';
import { networksOf } from './addresses.ts';
import { AppError } from './errors.ts';
import { code, quoted, say, type Text } from './text.ts';

/**
 * A network as it is kept, with nothing set past its prefix: `10.0.0.0/8`, and `10.0.0.1` as `10.0.0.1/32`.
 * @throws AppError invalid_input, which quotes what was typed.
 */
export function parseNetwork(input: string): string {
  const [address = '', prefix, ...more] = input.trim().split('/');
  const version = isIP(address);
  const width = version === 6 ? 128 : 32;
  const length = prefix === undefined ? width : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  if (version === 0 || length > width || more.length > 0 || address.includes('%'))
    throw new AppError('invalid_input', notANetwork(input));
  const base = masked(groupsOf(address), length);
  if (version === 4) return `${base.join('.')}/${length}`;
  return `${canonical(base)}/${length}`;
}

/** Whether all of `inner` lies in one of `outer`; no network at all is everywhere. */
export function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  if (outer.length === 0) return true;
  return inner.length > 0 && inner.every((network) => outer.some((wider) => holds(wider, network)));
}

function holds(wider: string, network: string): boolean {
  const [outer, inner] = [partsOf(wider), partsOf(network)];
  if (outer.family !== inner.family || inner.length < outer.length) return false;
  return networksOf([wider]).check(inner.address, inner.family);
}

function partsOf(network: string): { address: string; length: number; family: 'ipv4' | 'ipv6' } {
  const [address = '', length] = network.split('/');
  return { address, length: Number(length), family: isIP(address) === 6 ? 'ipv6' : 'ipv4' };
}

/** The four numbers of an IPv4 address, or the eight of an IPv6 one. */
function groupsOf(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [head = [], tail] = address.split('::').map(ipv6Groups);
  return tail ? [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail] : head;
}

/** `::ffff:10.0.0.1` ends as an IPv4 address does. */
function ipv6Groups(part: string): number[] {
  return part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (!group.includes('.')) return [parseInt(group, 16)];
      const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
      return [a * 256 + b, c * 256 + d];
    });
}

function masked(groups: number[], length: number): number[] {
  const size = groups.length === 8 ? 16 : 8;
  return groups.map((group, index) => {
    const free = Math.min(size, Math.max(0, (index + 1) * size - length));
    return group - (group % 2 ** free);
  });
}

/** As Postgres writes it, and a URL: lower case, the longest row of zeros left out. */
function canonical(groups: number[]): string {
  const { hostname } = new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`);
  return hostname.slice(1, -1);
}

function notANetwork(input: string): Text {
  return say`${quoted(input)} is not a network. An address or a range of them, as in ${code('10.0.0.0/8')} or ${code('2001:db8::/32')}.`;
}
