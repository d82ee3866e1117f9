import { createServer, type AddressInfo } from 'node:net';
import { Ticker } from '../../src/delivery/ticker.js';
import { OWN_WORDS, Relay, SmtpTransport, Transport } from '../../src/delivery/index.js';
import { memberStates, stateName } from '../../src/directory/index.js';
import { DeliveriesQuery, FinalizeListHandler, Lists, RemindersHandler, ResendNoticeHandler, Sweep } from '../../src/lists/index.js';
import { Letters } from '../../src/notices/index.js';
import { ChangeOfficersHandler, SignIn } from '../../src/officers/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Clock, hours, plusMilliseconds } from '../../src/platform/clock.js';
import { languages } from '../../src/platform/languages.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { signIn } from '../doors/office/console.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';
import { startSmtp, type Smtp } from '../support/smtp.js';
import { plant } from '../model/walk.js';

eachDatabase('letters through real SMTP', (open) => {
  let service: Service;
  let database: Database;
  let smtp: Smtp;
  beforeEach(async () => {
    database = await open();
    smtp = await startSmtp();
    service = await startService({ database: database.address, smtpUrl: smtp.url, now: '2026-12-01T15:00:00.000Z' });
  });
  afterEach(async () => {
    await service.close();
    await smtp.close();
    await database.drop();
  });

  /** Sends until nothing is due or in hand. */
  async function delivered(listId: string) {
    for (;;) {
      await service.get(Relay).drain();
      const counts = await service.get(DeliveriesQuery).counts(listId, 'missions');
      if (counts.queued === 0) return counts;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
  const dueNow = () => service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "dueAt" = '2000-01-01T00:00:00.000Z' WHERE "state" = 'deferred'`));

  it('reach every Mission in its language, once, with the deadline and the link', async () => {
    const { listId } = await circulatedRound(service, { names: 10 });
    expect(await delivered(listId)).toMatchObject({ accepted: 193, total: 193 });
    const toMissions = smtp.mails.filter(({ to }) => to.startsWith('mission.'));
    expect(new Set(toMissions.map(({ to }) => to)).size).toBe(memberStates().length);
    // Worded once for all of a language: each names its own Mission all the same.
    const named = toMissions.filter(({ to, parsed }) => languages.some((language) => parsed.text!.includes(stateName(to.slice(8, 10).toUpperCase(), language))));
    expect(named).toHaveLength(193);
    const french = toMissions.find(({ to }) => to === 'mission.fr@missions.example')!.parsed;
    expect(french.text).toContain('procédure d’approbation tacite');
    expect(french.text).toContain('UTC');
    expect(french.text).toContain('par note verbale, qui doit parvenir au Bureau au plus tard à la date limite : office@nemcon.example');
    expect(french.replyTo?.text).toBe('office@nemcon.example');
    expect(french.text).toMatch(/\/m\/[A-Za-z0-9_-]{43}\?lang=fr/);
    expect(french.html).not.toMatch(/<img|<script|https?:\/\/(?!127\.0\.0\.1)/);
    // A mail program shows the body alone: what the page says of its direction stands within it too.
    const arabic = toMissions.find(({ to }) => to === 'mission.eg@missions.example')!.parsed;
    expect(/<body.*/s.exec(arabic.html as string)![0]).toMatch(/^<body[^>]*>\s*<div lang="ar" dir="rtl"/);
    expect(french.headers.get('auto-submitted')).toBe('auto-generated');
    expect(french.messageId).toMatch(/^<[0-9a-f-]{36}@127\.0\.0\.1>$/);
    expect(french.attachments.find(({ filename }) => filename === 'deadline.ics')!.content.toString()).toContain('DTSTART:20261215T220000Z');
    const links = toMissions.map(({ parsed }) => /\/m\/([A-Za-z0-9_-]{43})/.exec(parsed.text!)![1]);
    expect(new Set(links).size).toBe(193);
  });

  it('stay accepted where a result of a claim that was lost comes late', async () => {
    const remove = plant(service.get<Transport>(Transport as never), 'send', () => async ({ id }) => {
      // Another process took it in hand meanwhile, and got it through.
      await service.get(UnitOfWork).run((tx) => tx.update(OutboxMessage, { id }, { state: 'accepted', claimedUntil: null, dueAt: null }));
      return { state: 'deferred', response: 'Invented' };
    });
    const { listId } = await circulatedRound(service, { names: 1 });
    await service.get(Relay).drain();
    await service.get(Relay).drain();
    remove();
    expect(await service.get(DeliveriesQuery).counts(listId, 'missions')).toMatchObject({ accepted: 193, deferred: 0 });
  });

  describe('that one takes long', () => {
    const clock = () => service.get(Clock);
    const ahead = (milliseconds: number): (() => void) => plant(clock(), 'machine', (real) => () => plusMilliseconds(real(), milliseconds));
    /** Holds the letters of one claim, two of them on the wire, until it is told to let go; counts the tries of each. */
    function slow(): { tries: Map<string, number>; letGo: () => void; remove: () => void } {
      const tries = new Map<string, number>();
      let letGo = (): void => undefined;
      const gate = new Promise<void>((open_) => { letGo = open_; });
      const remove = plant(service.get<Transport>(Transport as never), 'send', () => async ({ id }) => {
        tries.set(id, (tries.get(id) ?? 0) + 1);
        if (tries.size <= 2) await gate;
        return { state: 'accepted', response: 'Invented' };
      });
      return { tries, letGo, remove };
    }
    const until = async (done: () => boolean): Promise<void> => { while (!done()) await new Promise((next) => setTimeout(next, 10)); };

    it('are each sent once although the clock jumps hours ahead meanwhile', async () => {
      const { tries, letGo, remove } = slow();
      const { listId } = await circulatedRound(service, { names: 1 });
      const sent = service.get(Relay).drain();
      await until(() => tries.size > 100);
      const back = ahead(hours(5));
      await until(() => tries.size >= 193);
      letGo();
      await sent;
      expect(await delivered(listId)).toMatchObject({ accepted: 193, deferred: 0 });
      expect([...tries.values()].filter((count) => count > 1)).toEqual([]);
      back();
      remove();
    });

    it('are not begun any more once the service ends, and are at once anybody\'s', async () => {
      const { tries, letGo, remove } = slow();
      const { listId } = await circulatedRound(service, { names: 1 });
      void service.get(Relay).drain();
      await until(() => tries.size >= 2);
      const ended = service.get(Relay).close();
      letGo();
      await ended;
      const rows = await service.get(Reader).manager.findBy(OutboxMessage, { listId });
      const left = rows.filter(({ state }) => state === 'queued');
      expect([tries.size + left.length, left.length > 0, left.every(({ claimedUntil }) => claimedUntil === null)]).toEqual([rows.length, true, true]);
      remove();
    });

    it('that were put off while the clock was a year ahead go out once it is right again', async () => {
      smtp.behave = () => 'defer';
      const back = ahead(hours(24 * 365));
      const { listId } = await circulatedRound(service, { names: 1 });
      expect(await delivered(listId)).toMatchObject({ deferred: 193 });
      back();
      smtp.behave = () => 'accept';
      expect(await delivered(listId)).toMatchObject({ accepted: 193, deferred: 0 });
    });
  });

  it('go out although the sweep or the letters of sign-in fail', async () => {
    const takeOut = [plant(service.get(Sweep), 'run', () => () => Promise.reject(new Error('Invented'))), plant(service.get(SignIn), 'answer', () => () => Promise.reject(new Error('Invented')))];
    const { listId } = await circulatedRound(service, { names: 1 });
    const accepted = async () => (await service.get(DeliveriesQuery).counts(listId, 'missions')).accepted;
    for (let turn = 0; turn < 1_000 && (await accepted()) < 193; turn++) {
      await service.get(Ticker).tick();
      await new Promise((done) => setTimeout(done, 50));
    }
    for (const undo of takeOut) undo();
    expect(await accepted()).toBe(193);
  });

  it('are no service where their link was replaced while they waited', async () => {
    smtp.behave = () => 'defer';
    const { listId } = await circulatedRound(service, { names: 1 });
    await delivered(listId);
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR', newLink: true, address: 'elsewhere@missions.example' }, officer);
    smtp.behave = (address) => (address === 'elsewhere@missions.example' ? 'refuse' : 'accept');
    await dueNow();
    expect(await delivered(listId)).toMatchObject({ accepted: 193, refused: 1 });
    const unserved = async () => (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).filter(({ served }) => !served).map(({ iso2 }) => iso2);
    expect(await unserved()).toEqual(['FR']);
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR' }, officer);
    await delivered(listId);
    expect(await unserved()).toEqual([]);
  });

  it('keep the server\'s words when refused, try again when deferred, and hold the list meanwhile', async () => {
    smtp.behave = (address) => (address === 'mission.fr@missions.example' ? 'refuse' : address === 'mission.de@missions.example' ? 'defer' : 'accept');
    const { listId } = await circulatedRound(service, { names: 3 });
    expect(await delivered(listId)).toMatchObject({ accepted: 191, refused: 1, deferred: 1 });
    const register = await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId));
    expect(register.find(({ iso2 }) => iso2 === 'FR')!.letters[0]).toMatchObject({ state: 'refused', response: expect.stringContaining('No such mailbox here') });
    expect(register.filter(({ served }) => !served).map(({ iso2 }) => iso2).sort()).toEqual(['DE', 'FR']);
    smtp.behave = () => 'accept';
    await dueNow();
    expect(await delivered(listId)).toMatchObject({ accepted: 192, refused: 1, deferred: 0 });
    service.setTime('2026-12-15T22:00:01.000Z');
    await expect(service.get(FinalizeListHandler).execute({ listId }, officer)).rejects.toMatchObject({ rule: 'not-in-this-state' });
  });

  it('that cannot be made wait, and the register says so in the officer\'s language', async () => {
    const { listId } = await circulatedRound(service, { names: 3 });
    const remove = plant(service.get(Letters), 'ofRow', (real) => (row) => { if (row.notice === 'circulation') throw new Error('Invented'); return real(row); });
    await service.get(Relay).drain().finally(remove);
    expect(await service.get(DeliveriesQuery).counts(listId, 'missions')).toMatchObject({ deferred: 193 });
    const { cookie } = await signIn(service);
    for (const path of ['deliveries', 'deliveries/FR']) {
      for (const [language, words] of [['en', 'The log of the service names the fault'], ['fr', 'Le journal du service indique le défaut']] as const) {
        const page = await (await fetch(`${service.url}/office/lists/${listId}/${path}?lang=${language}`, { headers: { cookie } })).text();
        expect(page).toContain(words);
        expect(page).not.toContain(OWN_WORDS.notMade);
      }
    }
    await dueNow();
    expect(await delivered(listId)).toMatchObject({ accepted: 193 });
  });

  it('of no use any more are given up, which is no refusal of a server: a reminder at the deadline, a link at its end', async () => {
    const { listId } = await circulatedRound(service, { names: 1 });
    await delivered(listId);
    smtp.behave = (address) => (/^mission\.(ke|br)@|^late@/.test(address) ? 'defer' : 'accept');
    await service.get(RemindersHandler).plan({ listId, dueAt: null, audience: 'all' }, officer);
    await service.get(ChangeOfficersHandler).add({ email: 'late@office.example', name: 'Late Field', roles: ['operator'], language: 'en' }, { ...officer, roles: ['operator'] });
    expect(await delivered(listId)).toMatchObject({ deferred: 2, givenUp: 0 });
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "ofUseUntil" = '2000-01-01T00:00:00.000Z' WHERE "notice" = 'welcome' AND "ofUseUntil" > '2026'`));
    // At the deadline itself it is still of use.
    for (const [at, counts] of [['2026-12-15T22:00:00.000Z', { deferred: 2, givenUp: 0 }], ['2026-12-15T22:00:01.000Z', { deferred: 0, givenUp: 2 }]] as const) {
      service.holdTime(at);
      await dueNow();
      expect(await delivered(listId)).toMatchObject(counts);
    }
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { state: 'givenUp' });
    expect(letters.map(({ notice, attempts, dueAt, settledAt }) => [notice, attempts, dueAt, settledAt !== null]).sort()).toEqual([['reminder', 2, null, true], ['reminder', 2, null, true], ['welcome', 1, null, true]]);
    const { cookie } = await signIn(service);
    const page = await (await fetch(`${service.url}/office/lists/${listId}/deliveries/KE?lang=en`, { headers: { cookie } })).text();
    expect([page.includes('Given up, too late'), page.includes('No mail server had taken this letter when it was of no use any more'), page.includes(OWN_WORDS.ofNoUse)]).toEqual([true, true, false]);
  });

  it('leave no link behind in the words of a server that quotes it', async () => {
    smtp.behave = (address) => (address === 'mission.fr@missions.example' ? 'quote' : 'accept');
    const { listId } = await circulatedRound(service, { names: 3 });
    await delivered(listId);
    const token = /\/m\/([A-Za-z0-9_-]{43})/.exec(smtp.mails.find(({ to }) => to === 'mission.fr@missions.example')!.parsed.text!)![1]!;
    const { response } = await service.get(Reader).manager.findOneByOrFail(OutboxMessage, { listId, address: 'mission.fr@missions.example', state: 'refused' });
    expect(response).toMatch(/Blocked for http.*\/m\/\(…\)/);
    expect(response).not.toContain(token);
  });

  it('sent again after the line broke are the same bytes under the same Message-ID', async () => {
    const broken = new Set(['mission.br@missions.example']);
    smtp.behave = (address) => (broken.has(address) ? 'drop' : 'accept');
    const { listId } = await circulatedRound(service, { names: 3 });
    await delivered(listId);
    smtp.behave = () => 'accept';
    for (let tries = 0; tries < 5; tries++) {
      await dueNow();
      if ((await delivered(listId)).accepted === 193) break;
    }
    expect(await delivered(listId)).toMatchObject({ accepted: 193 });
    const twice = smtp.mails.filter(({ to }) => broken.has(to));
    expect(twice.length).toBeGreaterThan(1);
    expect(new Set(twice.map(({ raw }) => raw.toString())).size).toBe(1);
  });

  it('that meet a server which stalls are given up for now, not lost', async () => {
    const address = 'mission.br@missions.example';
    smtp.behave = (to) => (to === address ? 'stall' : 'accept');
    const impatient = new SmtpTransport(smtp.url, 2_000);
    const remove = plant(service.get(Transport), 'send', () => (message) => impatient.send(message));
    const { listId } = await circulatedRound(service, { names: 3 });
    await delivered(listId);
    const stalled = (await service.get(Reader).manager.findBy(OutboxMessage, { listId, address }))[0]!;
    expect([stalled.state, stalled.attempts, smtp.mails.some(({ to }) => to === address)]).toEqual(['deferred', 1, false]);
    smtp.behave = () => 'accept';
    for (let tries = 0; tries < 5; tries++) {
      await dueNow();
      if ((await delivered(listId)).accepted === 193) break;
    }
    expect(await delivered(listId)).toMatchObject({ accepted: 193, deferred: 0 });
    expect(smtp.mails.filter(({ to }) => to === address)).toHaveLength(1);
    remove();
    impatient.close();
  });
});

/** A server that refuses at one command and takes everything else. */
async function refusingAt(command: string, words: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((socket) => {
    socket.write(command === 'CONN' ? `${words}\r\n` : '220 invented\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (lines) => {
      for (const line of String(lines).split('\r\n').filter(Boolean)) {
        if (line.startsWith(command)) socket.write(`${words}\r\n`);
        else if (line.startsWith('EHLO')) socket.write('250-invented\r\n250 AUTH PLAIN\r\n');
        else if (line.startsWith('AUTH')) socket.write('235 in\r\n');
        else socket.write('250 yes\r\n');
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `smtp://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

describe('a refusal', () => {
  const message = { id: '00000000-0000-4000-8000-000000000000', from: 'office@nemcon.example', to: 'mission@invented.example', date: '2026-12-01T15:00:00.000Z', subject: 'Invented', text: 'Invented', html: 'Invented', calendar: null, replyTo: null, host: 'nemcon.example' };
  it.each([
    ['of the login', 'AUTH', '535 bad password', 'deferred'], ['of the greeting', 'CONN', '554 not today', 'deferred'],
    ['of the sender', 'MAIL FROM', '550 not from here', 'deferred'], ['of the addressee', 'RCPT TO', '550 nobody here', 'refused'],
  ])('%s is final only where it is of the letter', async (_, command, words, state) => {
    const server = await refusingAt(command, words);
    const transport = new SmtpTransport(server.url);
    expect(await transport.send(message)).toEqual({ state, response: words });
    transport.close();
    server.close();
  });
});
