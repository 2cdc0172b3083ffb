import { BlockList, isIP, isIPv4 } from 'node:net';

/** An address as it is kept: an IPv4 one that came mapped into IPv6 is the IPv4 one. Undefined for what is none. */
export function addressOf(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = text.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : bare;
}

/** Networks to look addresses up in, each as `10.0.0.0/8` or as one address. */
export function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const isFour = isIPv4(address);
    list.addSubnet(address, length === undefined ? (isFour ? 32 : 128) : Number(length), familyOf(address));
  }
  return list;
}

export const isWithin = (networks: BlockList, address: string): boolean =>
  networks.check(address, familyOf(address));

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');
