import { Transform, type TransformCallback } from 'node:stream';
import { createTransport, type Transporter } from 'nodemailer';
import type { EntityManager } from 'typeorm';
import { insertRows } from '../platform/insert.js';
import { TrialMail } from './trial-mail.entity.js';

/** One message ready to go. The same message is the same bytes at every try. */
export interface Message {
  id: string;
  from: string;
  to: string;
  date: string;
  subject: string;
  text: string;
  html: string;
  calendar: string | null;
  replyTo: string | null;
  /** Host part of the Message-ID. */
  host: string;
}

/** How a try ended. `deferred` will be tried again; `refused` will not. */
export type Outcome = { state: 'accepted' | 'deferred' | 'refused'; response: string };

/** What the service itself says of a try, as it is stored; whoever shows it words it. What a mail server said stays as it was said. */
export const OWN_WORDS = { notMade: 'letter-not-made-see-log', trial: 'trial-mailbox', ofNoUse: 'letter-of-no-use-any-more' } as const;

export abstract class Transport {
  abstract send(message: Message): Promise<Outcome>;
  abstract close(): void;
}

const mailOf = ({ id, from, to, date, subject, text, html, calendar, replyTo, host }: Message) => ({
  from, to: { name: '', address: to }, ...(replyTo ? { replyTo } : {}), subject, text, html,
  messageId: `<${id}@${host}>`,
  date: new Date(date),
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  ...(calendar ? { attachments: [{ filename: 'deadline.ics', contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: calendar }] } : {}),
  // Boundaries come from this seed, so that a second try sends the same bytes.
  baseBoundary: id.replaceAll('-', ''),
  disableFileAccess: true, disableUrlAccess: true,
});

/** A message in one piece: nodemailer makes some thirty of it, and each would go over the wire by itself, which costs more than all else of a letter. */
class Whole extends Transform {
  readonly #pieces: Buffer[] = [];

  override _transform(piece: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#pieces.push(piece);
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.concat(this.#pieces));
  }
}

/** Real SMTP, pooled. */
export class SmtpTransport extends Transport {
  readonly #mailer: Transporter;

  constructor(url: string, timeout = 30_000) {
    super();
    const pooled = { url, pool: true, maxConnections: 8, maxMessages: 500, connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout };
    this.#mailer = createTransport(pooled as Parameters<typeof createTransport>[0]);
    this.#mailer.use('stream', (mail, done) => {
      mail.message.transform(() => new Whole());
      done();
    });
  }

  async send(message: Message): Promise<Outcome> {
    try {
      const { response } = (await this.#mailer.sendMail(mailOf(message))) as { response: string };
      return { state: 'accepted', response };
    } catch (error) {
      const { responseCode, response, command, message: words } = error as { responseCode?: number; response?: string; command?: string; message: string };
      // Only a 5xx that the server says of this addressee or this message is final: one to the greeting or the login is a fault of ours or of
      // the server that will be mended. A broken line may hide that the mail was taken: it is sent again, same bytes, same Message-ID.
      const refused = responseCode !== undefined && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
      return { state: refused ? 'refused' : 'deferred', response: response ?? words };
    }
  }

  close(): void {
    this.#mailer.close();
  }
}

/** Trial mode: the message is composed as for the wire and laid in the built-in mailbox. Nothing leaves the machine. */
export class MailboxTransport extends Transport {
  readonly #mailer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly store: (work: (tx: EntityManager) => Promise<void>) => Promise<void>) {
    super();
  }

  async send(message: Message): Promise<Outcome> {
    const { message: raw } = (await this.#mailer.sendMail(mailOf(message))) as unknown as { message: Buffer };
    await this.store(async (tx) => {
      if (await tx.existsBy(TrialMail, { id: message.id })) return;
      await insertRows(tx, TrialMail, [{ id: message.id, at: message.date, recipient: message.to, subject: message.subject, raw: raw.toString('utf8') }]);
    });
    return { state: 'accepted', response: OWN_WORDS.trial };
  }

  close(): void {
    this.#mailer.close();
  }
}
