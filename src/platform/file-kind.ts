/** The kind of a file as its first bytes tell, never its name: a PDF, a PNG or a JPEG; null for anything else. */
export function fileKind(bytes: Buffer): 'application/pdf' | 'image/png' | 'image/jpeg' | null {
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return 'application/pdf';
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  return null;
}

/** Twice an A3 page at 600 dots to the inch. */
const MAX_MEGAPIXELS = 150;

/**
 * The rule that an image breaks by its size when it is opened; null for one that breaks none, and for what is no image. A small file can
 * fill the memory of whoever opens it, so one that does not say its size is refused. Nothing here opens one.
 */
export function imageFault(bytes: Buffer): { rule: 'image-unreadable' | 'image-too-large'; params?: Record<string, number> } | null {
  const kind = fileKind(bytes);
  if (kind !== 'image/png' && kind !== 'image/jpeg') return null;
  const megapixels = kind === 'image/png' ? ofPng(bytes) : ofJpeg(bytes);
  if (megapixels === 0) return { rule: 'image-unreadable' };
  return megapixels > MAX_MEGAPIXELS ? { rule: 'image-too-large', params: { megapixels: Math.ceil(megapixels), most: MAX_MEGAPIXELS } } : null;
}

/** Millions of pixels; 0 where the first part is not the one that says them. */
const ofPng = (bytes: Buffer): number =>
  (bytes.length >= 24 && bytes.toString('latin1', 12, 16) === 'IHDR' ? (bytes.readUInt32BE(16) * bytes.readUInt32BE(20)) / 1e6 : 0);

/** The same; 0 where no segment begins the frame before the image itself does. */
function ofJpeg(bytes: Buffer): number {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) { at++; continue; }
    if (marker === 0xda) return 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return (bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7)) / 1e6;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return 0;
}
