import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { simpleParser } from 'mailparser';
import type { Page } from 'playwright-core';

/**
 * What a browser that runs scripts finds in the page as it stands, that no text may bring about: elements, attributes and addresses
 * that no template of ours has. Runs in the page.
 */
const STRANGE = `(() => {
  const found = [];
  const own = (url) => { try { const { protocol, origin } = new URL(url, location.href); return /^https?:$/.test(protocol) && origin === location.origin; } catch { return false; } };
  for (const element of document.querySelectorAll('*')) {
    const name = element.localName;
    if (/^(script|iframe|frame|object|embed|base|style|template|math|plaintext|animate|video|audio|xmp)$/.test(name)) found.push('<' + name + '>');
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^srcdoc$|^style$|^http-equiv$|^xlink:/.test(attribute)) found.push(name + ' ' + attribute);
      else if (/^(href|src|action|formaction|data|poster|cite|background)$/.test(attribute) && value !== '' && !value.startsWith('#') && !own(value)) found.push(name + ' ' + attribute + '=' + value.slice(0, 60));
    }
  }
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) found.push('comment');
  return [...new Set(found)];
})()`;

/** All texts of the page: of each element by itself, of fields, and of the whole. Runs in the page. */
const TEXTS = `[...new Set([...document.querySelectorAll('body *')].flatMap((e) => [e.textContent, 'value' in e ? String(e.value) : '']))]`;

export interface Watched {
  /** What ran or left the page: dialogs, console messages, requests elsewhere. */
  noise: string[];
  faults(letter?: boolean): Promise<string[]>;
  texts(): Promise<Set<string>>;
}

/** Watches whatever a page does from now on. */
export function watch(page: Page, home: string): Watched {
  const noise: string[] = [];
  page.on('dialog', (dialog) => void (noise.push(`dialog ${dialog.message()}`), dialog.dismiss().catch(() => undefined)));
  page.on('pageerror', (error) => noise.push(`error ${error.message.slice(0, 80)}`));
  // Chromium itself says in the console which answers were refusals.
  page.on('console', (message) => { if (!/status of [45]\d\d/.test(message.text())) noise.push(`console ${message.text().slice(0, 160)}`); });
  page.on('popup', () => noise.push('another window'));
  page.on('request', (request) => { if (!request.url().startsWith(home) && !/^(about|data):/.test(request.url())) noise.push(`request ${request.url().slice(0, 80)}`); });
  return {
    noise,
    faults: async () => [...noise.splice(0), ...(await page.evaluate(STRANGE)) as string[]],
    texts: async () => new Set((await page.evaluate(TEXTS)) as string[]),
  };
}

/** Cells as a spreadsheet reads them that takes another sign for the separator: a quotation mark counts at the start of a cell alone, and what is no CSV is read all the same. */
function cellsOf(csv: string, separator: string): string[] {
  const cells: string[] = [];
  const ends = new Set([separator, '\r', '\n', undefined]);
  for (let at = 0; at < csv.length; at++) {
    const quoted = /"((?:[^"]|"")*)"?/y;
    quoted.lastIndex = at;
    let cell = '';
    const within = quoted.exec(csv);
    if (within) {
      cell = within[1]!.replaceAll('""', '"');
      at = quoted.lastIndex;
    }
    for (; !ends.has(csv[at]); at++) cell += csv[at];
    cells.push(cell);
  }
  return cells;
}

/** Cells with which a spreadsheet would begin a formula: where commas part them, and where it takes semicolons or tabs for the separator. */
export const formulasOf = (csv: string): string[] => [
  ...(parse(csv, { bom: true }) as string[][]).flat().filter((cell) => /^[=+\-@\t\r]/.test(cell)),
  ...[';', '\t'].flatMap((separator) => cellsOf(csv.replace(/^\uFEFF/, ''), separator)).filter((cell) => /^[=+\-@]/.test(cell)),
];

/** The parts of a zip by its table of contents (APPNOTE 4.3.12). */
export function partsOf(zip: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0 && zip.readUInt32LE(at) === 0x02014b50;) {
    const [size, name, extra, comment, head] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const begin = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    const bytes = zip.subarray(begin, begin + size);
    parts.set(zip.toString('utf8', at + 46, at + 46 + name), (zip.readUInt16LE(at + 10) ? inflateRawSync(bytes) : bytes).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** What stands in a workbook beside texts: formulas, links, anything from elsewhere. */
export function strangeInWorkbook(bytes: Buffer): string[] {
  return [...partsOf(bytes)].flatMap(([name, xml]) => {
    const found = [
      /externalLink|hyperlink|embedding|activeX|vbaProject|connections/i.exec(name)?.[0],
      /<(f|hyperlink|ddeLink|oleLink|legacyDrawing|externalReference)[\s/>]|TargetMode="External"/.exec(xml)?.[0],
      name.startsWith('xl/worksheets/') ? /<c (?![^>]*\st="(?:s|inlineStr)")[^>]*>(?=<)/.exec(xml)?.[0] : undefined,
    ];
    return found.flatMap((one) => (one ? [`${name}: ${one}`] : []));
  });
}

const HEADERS = ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'reply-to', 'subject', 'to', 'x-auto-response-suppress'];
/** Where letters that may be answered say so. */
const CONTACT = 'office@nemcon.example';

export interface Expected {
  to: string;
  subject: string;
  /** What must stand in the text, word for word. */
  says: string[];
}

/** What a mail parser finds in a letter that is not what was written. */
export async function strangeInLetter(raw: Buffer, { to, subject, says }: Expected): Promise<string[]> {
  const mail = await simpleParser(raw);
  const names = mail.headerLines.map(({ key }) => key);
  const found = names.filter((name, at) => !HEADERS.includes(name) || names.indexOf(name) !== at).map((name) => `header ${name}`);
  const addressees = [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));
  if (addressees.length !== 1 || addressees[0] !== to) found.push(`to ${addressees.join()}`);
  if (mail.cc ?? mail.bcc) found.push('more addressees');
  const answersTo = mail.replyTo?.text ?? CONTACT;
  if (answersTo !== CONTACT) found.push(`answers go to ${answersTo}`);
  if (mail.subject !== subject) found.push(`subject ${mail.subject}`);
  if (mail.attachments.some(({ contentType }) => contentType !== 'text/calendar')) found.push('an attachment');
  if (!mail.html) found.push('no HTML');
  const text = plain(mail.text ?? '');
  for (const one of says) if (!text.includes(plain(one))) found.push(`not in the text: ${one}`);
  for (const { content } of mail.attachments) found.push(...strangeInCalendar(content.toString('utf8')));
  return found;
}

/** Names have word joiners after the signs that would make links of them; lines end as mail ends them. */
export const plain = (text: string): string => text.replaceAll('\u2060', '').replace(/\r\n/g, '\n');

const PROPERTIES = 'BEGIN VERSION PRODID METHOD BEGIN UID SEQUENCE DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION URL TRANSP END END';

/** A calendar file by RFC 5545: unfolded, one property a line, these and no others. */
export function strangeInCalendar(file: string): string[] {
  const found = file.split('\r\n').filter((line) => Buffer.byteLength(line) > 75 || /[\r\n\p{Cc}]/u.test(line)).map((line) => `line ${line}`);
  const lines = file.replace(/\r\n[ \t]/g, '').split('\r\n').slice(0, -1);
  if (lines.map((line) => /^[A-Z]+/.exec(line)?.[0] ?? line).join(' ') !== PROPERTIES) found.push(`properties ${lines.join(' | ')}`);
  return found;
}

export const summaryOf = (file: string): string =>
  /\r\nSUMMARY:(.*)\r\n/.exec(file.replace(/\r\n[ \t]/g, ''))![1]!.replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));

/** Chunks of a log that are not one event each, or that hold what somebody typed. */
export function strangeInLog(chunks: string[]): string[] {
  return chunks.filter((chunk) => {
    if (!chunk.endsWith('\n') || chunk.slice(0, -1).includes('\n')) return true;
    try {
      const event = JSON.parse(chunk) as { level?: unknown };
      return typeof event.level !== 'number' || /evil\.example|alert\(1\)/.test(chunk);
    } catch {
      return true;
    }
  });
}
