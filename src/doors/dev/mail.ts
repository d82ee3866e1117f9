/** The plain text of a message as nodemailer composed it: the first text/plain part, decoded. */
export function readMail(raw: string): { text: string } {
  const at = raw.search(/^content-type: text\/plain/im);
  if (at < 0) return { text: raw };
  const part = raw.slice(at);
  const end = part.indexOf('\n\n');
  const head = part.slice(0, end);
  const body = part.slice(end + 2).split(/^--/m)[0] ?? '';
  if (/base64/i.test(head)) return { text: Buffer.from(body, 'base64').toString('utf8') };
  if (/quoted-printable/i.test(head)) {
    const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return { text: Buffer.from(bytes, 'latin1').toString('utf8') };
  }
  return { text: body };
}
