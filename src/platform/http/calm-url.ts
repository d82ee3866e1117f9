const LONGEST = 200;

/**
 * The address as it is routed: a part that no router takes (too long, broken escapes, NUL) is asked for as one that nobody knows,
 * so that a malformed token or reference gets the very answer that an unknown one gets.
 */
export function calmUrl(url: string): string {
  if (url.length <= LONGEST && !url.includes('%')) return url;
  const [path = '/', ...query] = url.split('?');
  const parts = path.split('/').map((part) => (part.length <= LONGEST && decodes(part) ? part : 'unknown'));
  return [parts.join('/'), ...query].join('?');
}

function decodes(part: string): boolean {
  try {
    return !decodeURIComponent(part).includes('\0');
  } catch {
    return false;
  }
}
