import { type BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { addressOf, isWithin } from './addresses.ts';

/** IPv6 that is given out to the public at all. What disguises an IPv4 address as `::7f00:1` lies outside of it. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3');

/** An address inside of a cloud that answers like a public one. */
const AZURE = '168.63.129.16';

/** Whether an address is somewhere on the internet, by IANA's registries: not private, local, reserved or translated. */
export function isPublic(text: string): boolean {
  // The library reads `8.8` as an address too.
  if (isIP(text) === 0 || !ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(GIVEN_OUT);
  return address.toString() !== AZURE;
}

/** Whether the operator has allowed this address, whatever it is. */
export function isAllowed(allowed: BlockList, text: string): boolean {
  const address = addressOf(text);
  return address !== undefined && isWithin(allowed, address);
}
