/** What a delivery status notification (RFC 3464) says of one letter. */
export interface DeliveryStatus {
  /** Message-ID of the letter, without its brackets. */
  messageId: string;
  /** `failed`: it did not arrive. Others tell of a delay, or that it did. */
  action: string;
  /** The status and the words of the mail server, in one line. */
  words: string;
}

/** Deeper than any mail program puts a message into another, and more parts and recipients than a report of one letter has. */
const DEEPEST = 6;
const MOST = 100;
/** What may be the secret part of a link: a link in a mail server's words would stand in the register of deliveries, in the record and in addresses. */
export const SECRET = /[\w-]{25,}/g;

interface Part {
  header: (name: string) => string;
  type: string;
  body: string;
}

/**
 * Reads a returned message: a report on its delivery, whose headers of the letter say which one it is. It may have been forwarded as an
 * attachment. null where it is none: a mail program's own words, or an answer of a person, are read by a person.
 */
export function readDeliveryStatus(bytes: Uint8Array): DeliveryStatus | null {
  const report = reportIn(partOf(Buffer.from(bytes).toString('utf8').replace(/\r\n?/g, '\n')));
  if (!report) return null;
  const status = report.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  const letter = report.find(({ type }) => /^(message\/(rfc822|global|global-headers)|text\/rfc822-headers)$/.test(type));
  if (!status || !letter) return null;
  const messageId = /^<([^<>\s\p{Cc}]+)>$/u.exec(partOf(textOf(letter)).header('message-id'))?.[1];
  // The first block is of the message, each other one of a recipient.
  const recipients = textOf(status).split(/\n{2,}/, MOST).slice(1).map((block) => headersOf(block)).filter((field) => field('action'));
  const field = recipients.find((one) => one('action').toLowerCase() === 'failed') ?? recipients[0];
  if (!messageId || !field) return null;
  const words = [field('status'), field('diagnostic-code').replace(/^[\w-]+\s*;\s*/, '')].filter(Boolean).join(': ');
  return { messageId, action: field('action').toLowerCase(), words: unquoted(words.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()) };
}

/** Without what could be the secret of a link, nor the beginning of one that was folded. Word by word: a stranger may have made one very long. */
const unquoted = (words: string): string => words.split(' ').map((word) => (word.includes('/m/') ? '(…)' : word.replace(SECRET, '(…)'))).join(' ');

/** The parts of the report that a message is or holds. */
function reportIn(part: Part, depth = 0): Part[] | null {
  if (depth > DEEPEST) return null;
  if (part.type === 'message/rfc822') return reportIn(partOf(textOf(part)), depth + 1);
  if (!part.type.startsWith('multipart/')) return null;
  const parts = partsOf(part);
  if (part.type === 'multipart/report') return parts;
  for (const one of parts) {
    const found = reportIn(one, depth + 1);
    if (found) return found;
  }
  return null;
}

function partOf(text: string): Part {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const header = headersOf(end < 0 ? text : text.slice(0, end));
  return { header, type: (header('content-type').split(';')[0] ?? '').trim().toLowerCase(), body: end < 0 ? '' : text.slice(text.startsWith('\n') ? 1 : end + 2) };
}

/** The first field of each name, its lines joined; the name in any case. */
function headersOf(block: string): (name: string) => string {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return (name) => fields.get(name) ?? '';
}

function partsOf({ header, body }: Part): Part[] {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(header('content-type')) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary) return [];
  const parts: string[][] = [];
  for (const line of body.split('\n')) {
    const mark = line.trimEnd();
    if (mark === `--${boundary}--` || parts.length > MOST) break;
    if (mark === `--${boundary}`) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((lines) => partOf(lines.join('\n')));
}

function textOf({ header, body }: Part): string {
  switch (header('content-transfer-encoding').toLowerCase()) {
    case 'base64': return Buffer.from(body, 'base64').toString('utf8').replace(/\r\n?/g, '\n');
    case 'quoted-printable': return Buffer.from(body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
    default: return body;
  }
}
