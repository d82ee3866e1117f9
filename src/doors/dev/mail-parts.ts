/** The readable parts of a message that our own delivery composed. */
export interface MailParts {
  headers: { name: string; value: string }[];
  text: string;
  html: string;
  /** Names of attached files. */
  files: string[];
}

const SHOWN = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted'];

/** Takes a message apart (RFC 5322, MIME multiparts, quoted-printable, base64, encoded words). For reading in the trial only. */
export function mailParts(raw: string): MailParts {
  const parts: MailParts = { headers: [], text: '', html: '', files: [] };
  const [head] = split(raw);
  for (const name of SHOWN) {
    const value = header(head, name);
    if (value) parts.headers.push({ name, value: words(value) });
  }
  walk(raw, parts);
  return parts;
}

function walk(raw: string, parts: MailParts): void {
  const [head, body] = split(raw);
  const type = header(head, 'Content-Type') || 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    for (const part of body.split(`--${boundary}`).slice(1, -1)) walk(part.replace(/^\n/, ''), parts);
    return;
  }
  const file = /(?:file)?name="?([^";]+)"?/i.exec(`${header(head, 'Content-Disposition')};${type}`)?.[1];
  if (file) parts.files.push(words(file));
  else if (type.startsWith('text/html')) parts.html = decode(body, header(head, 'Content-Transfer-Encoding'));
  else if (type.startsWith('text/plain')) parts.text = decode(body, header(head, 'Content-Transfer-Encoding'));
}

function split(raw: string): [head: string, body: string] {
  const text = raw.replace(/\r\n/g, '\n');
  const at = text.indexOf('\n\n');
  return at < 0 ? [text, ''] : [text.slice(0, at).replace(/\n[ \t]+/g, ' '), text.slice(at + 2)];
}

const header = (head: string, name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1] ?? '';

function decode(body: string, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case 'base64': return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': return quoted(body.replace(/=\n/g, ''));
    default: return body;
  }
}

const quoted = (text: string): string =>
  Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

/** Encoded words (RFC 2047); white space between two of them is not part of the text. */
const words = (value: string): string =>
  value.replace(/(\?=)\s+(=\?)/g, '$1$2').replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    (kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' '))));
