import { Reader } from '../../src/platform/reader.js';
import type { Mail } from '../support/smtp.js';
import type { Seen, World } from './world.js';

const CODED = /(Content-Transfer-Encoding: (base64|quoted-printable)\r\n(?:[^\r\n]+\r\n)*\r\n)([\s\S]*?)(?=\r\n----_NmP|$)/g;

const quoted = (text: string): string =>
  Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');

/** A message with its coded parts opened; everything else as it came over the wire. */
const opened = (raw: string): string =>
  raw.replace(CODED, (_, head: string, coding: string, body: string) => head + (coding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : quoted(body)));

/**
 * Letters as the mail server got them, in their order: envelope, size, every byte. One thing may differ between two worlds: the
 * root of the record, which is a hash over salted commitments and random identifiers and is printed for that reason alone. Only the
 * very values that were signed in this world are taken for one; the size of the letter is compared with the root in it.
 */
export async function lettersOf(world: World, mails: Mail[]): Promise<Seen[]> {
  if (mails.length === 0) return [];
  const rows = (await world.get(Reader).manager.query(`SELECT "hash" FROM "record_checkpoint"`)) as { hash: string }[];
  const roots = rows.map(({ hash }) => hash.match(/.{8}/g)!.join(' '));
  return mails.map(({ from, to, raw }) => {
    const text = opened(raw.toString('latin1'));
    const rootless = roots.reduce((words, root) => words.replaceAll(root, '(root of the record)'), text);
    return { who: 'mail server', what: `letter to ${to}`, text: `MAIL FROM:<${from}> RCPT TO:<${to}> ${raw.length} bytes\n${rootless === text ? raw.toString('latin1') : rootless}` };
  });
}
