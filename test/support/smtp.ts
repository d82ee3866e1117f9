import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server does with a recipient: takes the mail, says no, says later, never answers, takes it and breaks the line, takes it and never says so, or says no and quotes the link in it. */
export type Behaviour = 'accept' | 'refuse' | 'defer' | 'stall' | 'drop' | 'silent' | 'quote';

export interface Mail {
  from: string;
  to: string;
  raw: Buffer;
  parsed: ParsedMail;
}

export interface Smtp {
  url: string;
  mails: Mail[];
  behave: (address: string) => Behaviour;
  close(): Promise<void>;
}

/** A real SMTP server that can be told to misbehave. */
export async function startSmtp(behave: (address: string) => Behaviour = () => 'accept'): Promise<Smtp> {
  const smtp: Smtp = { url: '', mails: [], behave, close: () => new Promise((done) => server.close(() => done())) };
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false, closeTimeout: 200,
    onRcptTo({ address }, _, done) {
      const kind = smtp.behave(address);
      if (kind === 'refuse') done(Object.assign(new Error('No such mailbox here'), { responseCode: 550 }));
      else if (kind === 'defer') done(Object.assign(new Error('Try again later'), { responseCode: 451 }));
      else done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo[0]!.address;
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const kind = smtp.behave(to);
        if (kind === 'stall') return;
        void simpleParser(raw).then((parsed) => {
          smtp.mails.push({ from, to, raw, parsed });
          // The mail is taken, and the line breaks before the client hears of it.
          if (kind === 'drop') for (const connection of (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections) connection._socket.destroy();
          else if (kind === 'quote') done(Object.assign(new Error(`Blocked for ${/http\S+/.exec(parsed.text!)![0]}`), { responseCode: 554 }));
          else if (kind !== 'silent') done();
        });
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  smtp.url = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`;
  return smtp;
}
