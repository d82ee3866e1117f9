/** A calendar file with the deadline as an instant in UTC (RFC 5545). A later deadline carries the same UID and a higher sequence. */
export interface Deadline {
  uid: string;
  sequence: number;
  /** When the letter was queued: DTSTAMP. */
  stamp: string;
  at: string;
  summary: string;
  description: string;
  url: string;
}

const basic = (instant: string): string => instant.replace(/\.\d{3}Z$/, 'Z').replace(/[-:]/g, '');
const escape = (text: string): string => text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r\n?|\n/g, '\\n');

/** Folds at 75 octets, never inside a character. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= 75) return line;
  const lines: string[] = [];
  let [current, octets] = ['', 0];
  for (const character of line) {
    const more = Buffer.byteLength(character);
    if (octets + more > (lines.length ? 74 : 75)) {
      lines.push(current);
      [current, octets] = ['', 0];
    }
    current += character;
    octets += more;
  }
  return [...lines, current].join('\r\n ');
}

export function calendarFile({ uid, sequence, stamp, at, summary, description, url }: Deadline): string {
  return [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Nemcon//Deadline//EN', 'METHOD:PUBLISH',
    'BEGIN:VEVENT', `UID:${uid}`, `SEQUENCE:${sequence}`, `DTSTAMP:${basic(stamp)}`, `DTSTART:${basic(at)}`, `DTEND:${basic(at)}`,
    `SUMMARY:${escape(summary)}`, `DESCRIPTION:${escape(description)}`, `URL:${url}`, 'TRANSP:TRANSPARENT', 'END:VEVENT', 'END:VCALENDAR', '',
  ].map(fold).join('\r\n');
}
