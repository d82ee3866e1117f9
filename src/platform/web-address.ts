/** A web address as people type it, with the scheme that they leave out. */
export const withScheme = (address: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);

/** Whether it leads to a host of the public web, as its name says: "n/a", "none" or "-", written where there is no address, is none. */
export function isWebAddress(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return /^https?:$/.test(protocol) && /\.[^.]*\p{L}[^.]*\.?$/u.test(hostname);
  } catch {
    return false;
  }
}
