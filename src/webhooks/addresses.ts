import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What is given out of IPv6; nothing else of it leads to the public internet. */
const given = new BlockList();
given.addSubnet('2000::', 3, 'ipv6');

/** Networks that are not the public internet: nobody makes the service call what stands beside it. */
const inside = new BlockList();
for (const [network, length] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3],
] as const) inside.addSubnet(network, length, 'ipv4');
// Special purposes, Teredo among them, examples, and 6to4: ways around to IPv4 addresses.
for (const [network, length] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) inside.addSubnet(network, length, 'ipv6');

/** Whether an address may be called: in the trial this machine alone, so that nothing leaves it; else what is public alone. */
export function mayCall(address: string, mode: 'trial' | 'live'): boolean {
  const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (mode === 'trial') return loopback.check(address, kind);
  return (kind === 'ipv4' || given.check(address, kind)) && !inside.check(address, kind);
}

/** The rule that an address to be set up breaks; null where it breaks none. What its name leads to is asked again at every call. */
export function urlFault(text: string, mode: 'trial' | 'live'): 'webhook-shape' | 'webhook-https' | 'webhook-not-allowed' | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'webhook-shape';
  }
  const { protocol, username, password, hash, hostname } = url;
  if (!/^https?:$/.test(protocol) || username || password || hash || text.length > 500) return 'webhook-shape';
  if (mode === 'live' && protocol !== 'https:') return 'webhook-https';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) ? !mayCall(host, mode) : mode === 'trial' && host !== 'localhost') return 'webhook-not-allowed';
  return null;
}
