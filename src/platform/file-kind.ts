/** The kind of a file as its first bytes tell, never its name: a PDF, a PNG or a JPEG; null for anything else. */
export function fileKind(bytes: Buffer): 'application/pdf' | 'image/png' | 'image/jpeg' | null {
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf';
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  return null;
}

/** Twice an A3 page at 600 dots to the inch. */
export const MAX_MEGAPIXELS = 150;

/**
 * How large an image says it would be when it is opened, in millions of pixels: a small file can fill the memory of whoever opens it.
 * Nothing here opens one. 0 for what says nothing of it.
 */
export function megapixels(bytes: Buffer): number {
  const kind = fileKind(bytes);
  if (kind === 'image/png' && bytes.length >= 24) return (bytes.readUInt32BE(16) * bytes.readUInt32BE(20)) / 1e6;
  if (kind !== 'image/jpeg') return 0;
  // Segments, each with its length, until the one that begins the frame.
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) { at++; continue; }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return (bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7)) / 1e6;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return 0;
}
