import { isIPv6 } from 'node:net';

/** IPv4 as a socket of both kinds tells it (RFC 4291, section 2.5.5.2). */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Whose calls count together: an IPv4 address, and of IPv6 the 64 bits that one subscriber has to themself at least
 * (RFC 6177): who has so many addresses could be somebody else with each call.
 * @param address IP address
 */
export function networkOf(address: string): string {
  const plain = mapped.exec(address)?.[1] ?? address;
  return isIPv6(plain) ? `${first64Of(plain)}/64` : plain;
}

function first64Of(address: string): string {
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const left = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: Math.max(0, left) }, () => '0'), ...groups(tail)];
  return all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
