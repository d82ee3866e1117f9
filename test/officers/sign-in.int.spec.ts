import { Officers, OfficerSessions, SignIn } from '../../src/officers/index.js';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { AskedLetter, AskedLetters, OutboxMessage } from '../../src/outbox/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Databases } from '../../src/platform/database.js';
import { Reader } from '../../src/platform/reader.js';
import { eachService } from '../support/running.js';
import { startService, type Service } from '../support/service.js';
import { statementsOf as heard } from '../support/statements.js';
import { startSmtp } from '../support/smtp.js';
import { cookiesOf, letterTo, linkIn, post } from './browser.js';

const KNOWN = 'amal@office.example';

/** What every statement of the answer to a form is, without its values: the trace that a stop-watch would follow. */
async function statementsOf(service: Service, act: () => Promise<unknown>): Promise<string[]> {
  const { statements } = await heard(service).during(act);
  return statements.filter((query) => /"attempt"|"officer|INSERT INTO "(outbox|asked)/.test(query));
}

eachService('signing in by a letter', { per: 'test', ticks: false }, (service) => {
  beforeEach(async () => { await service.get(Officers).add({ name: 'Amal Field', email: KNOWN, roles: ['drafter'] }); });

  it('sends an officer a link in the language of the page, which opens the console once', async () => {
    const asked = await post(service, '/office/sign-in?lang=fr', { email: ` ${KNOWN.toUpperCase()} ` });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/office/sign-in?sent=yes']);
    await service.get(SignIn).answer();
    await service.get(Relay).drain();
    const [french] = await service.get(Reader).manager.findBy(TrialMail, { recipient: KNOWN });
    expect(french!.subject).toBe('Votre lien de connexion à la console du Bureau');
    const english = await letterTo(service, KNOWN);
    expect(english!.subject).toBe('Your link to sign in to the Office console');
    const link = linkIn(english!.raw);
    for (const method of ['HEAD', 'GET', 'OPTIONS', 'GET']) await fetch(service.url + link, { method });
    const entered = await post(service, link, { email: KNOWN });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/office']);
    expect((await fetch(`${service.url}/office`, { headers: { cookie: cookiesOf(entered) } })).status).toBe(200);
    const again = await post(service, link, { email: KNOWN });
    expect([again.status, cookiesOf(again)]).toEqual([403, '']);
    // The other letter's link is a link of its own.
    expect((await post(service, linkIn(french!.raw), { email: KNOWN })).status).toBe(303);
  });

  it('answers the same whether or not an officer has the address: bytes, headers, statements', async () => {
    const answer = async (email: string): Promise<string> => {
      const asked = await post(service, '/office/sign-in', { email });
      const page = await fetch(service.url + asked.headers.get('location')!);
      const headers = [...asked.headers, ...page.headers].filter(([name]) => name !== 'date').map((pair) => pair.join(': '));
      return [asked.status, page.status, ...headers, await asked.text(), await page.text()].join('\n');
    };
    expect(await answer(KNOWN)).toBe(await answer('nobody@office.example'));
    const known = await statementsOf(service, () => post(service, '/office/sign-in', { email: KNOWN }));
    expect(known.some((query) => query.includes('INSERT INTO "asked_letter"'))).toBe(true);
    expect(await statementsOf(service, () => post(service, '/office/sign-in', { email: 'other@office.example' }))).toEqual(known);
    // The planted fault: a service that looks the address up before it answers is seen by the same comparison.
    const signIn = service.get(SignIn);
    const ask = signIn.ask.bind(signIn);
    signIn.ask = async (asked, from) => {
      await ask(asked, from);
      if (await service.get(Officers).byEmail(asked.email)) await service.get(Officers).issueSignIn(asked.email);
    };
    const eager = await statementsOf(service, () => post(service, '/office/sign-in', { email: KNOWN }));
    expect(eager).not.toEqual(await statementsOf(service, () => post(service, '/office/sign-in', { email: 'third@office.example' })));
    await signIn.answer();
    await service.get(Relay).drain();
    expect(await service.get(Reader).manager.countBy(TrialMail, { recipient: 'nobody@office.example' })).toBe(0);
  });

  it('keeps no usable link in the database: neither the request nor the letter that waits holds it', async () => {
    const token = linkIn((await letterTo(service, KNOWN))!.raw).split('/').at(-1)!;
    await service.get(UnitOfWork).run((tx) => tx.delete(TrialMail, { recipient: KNOWN }));
    await post(service, '/office/sign-in', { email: 'canary-asked@office.example' });
    const source = service.app.get<Databases>(DATABASES).writing;
    const rows = await Promise.all(source.entityMetadatas.map(async ({ tableName }) => JSON.stringify(await source.query(`SELECT * FROM "${tableName}"`))));
    expect(rows.some((text) => text.includes(token))).toBe(false);
    expect(rows.some((text) => text.includes('canary-asked'))).toBe(false);
    const [letter] = await service.get(Reader).manager.findBy(OutboxMessage, { notice: 'signIn' });
    expect(Object.keys(letter!.data)).toEqual(['signIn']);
    // The control: the search does find what stands in the clear.
    expect(rows.some((text) => text.includes(KNOWN))).toBe(true);
  });

  it('opens to the officer whose letter it was, and not to one who types the address of another officer', async () => {
    const other = 'noor@office.example';
    await service.get(Officers).add({ name: 'Noor Field', email: other, roles: ['approver'] });
    const link = linkIn((await letterTo(service, KNOWN))!.raw);
    const foreign = await post(service, link, { email: other });
    expect([foreign.status, cookiesOf(foreign)]).toEqual([403, '']);
    // Nor does trying use it up.
    const own = await post(service, link, { email: KNOWN });
    expect(own.status).toBe(303);
    expect((await service.get(OfficerSessions).find(cookiesOf(own).split('=')[1]))!.actor).toMatchObject({ name: 'Amal Field', roles: ['drafter'] });
  });

  it('takes no link that is too old, whatever address is typed', async () => {
    const link = linkIn((await letterTo(service, KNOWN))!.raw);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "officer_sign_in" SET "expiresAt" = '2026-01-01T00:00:00.000Z'`));
    const answers = await Promise.all([[link, KNOWN], [link, 'nobody@office.example'], [`/office/sign-in/${'A'.repeat(43)}`, KNOWN]].map(async ([path, email]) => {
      const answer = await post(service, path!, { email: email! });
      return [answer.status, (await answer.text()).replaceAll(path!, 'LINK').replaceAll(email!, 'EMAIL')];
    }));
    expect(answers[0]![0]).toBe(403);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('writes three letters to one address in a quarter of an hour, and answers the fourth alike for everybody', async () => {
    for (let n = 0; n < 3; n++) await letterTo(service, KNOWN);
    const fourth = await post(service, '/office/sign-in', { email: KNOWN });
    expect([fourth.status, Number(fourth.headers.get('retry-after')) > 600]).toEqual([429, true]);
    for (let n = 0; n < 3; n++) await post(service, '/office/sign-in', { email: 'nobody@office.example' });
    const stranger = await post(service, '/office/sign-in', { email: 'nobody@office.example' });
    expect([stranger.status, await stranger.text()]).toEqual([429, await fourth.text()]);
    expect(await service.get(Reader).manager.countBy(TrialMail, { recipient: KNOWN })).toBe(3);
  });

  it('is asked for sixty letters in a quarter of an hour from one network, to whatever addresses', async () => {
    const asked = await Promise.all(Array.from({ length: 65 }, (_, n) => post(service, '/office/sign-in', { email: `nobody${n}@office.example` })));
    expect([asked.filter(({ status }) => status === 303).length, asked.filter(({ status }) => status === 429).length]).toEqual([60, 5]);
  });

  it('is not kept waiting by a flood of addresses that are nobody’s: the newest is answered first, and a thousand of nobody’s at once', async () => {
    const asked = service.get(AskedLetters);
    const strangers = (n: number): Promise<unknown> => Promise.all(Array.from({ length: n }, (_, at) => asked.keep('signIn', { email: `nobody${at}@invented.example`, language: 'en' })));
    const waiting = (): Promise<number> => service.get(Reader).manager.count(AskedLetter);
    await strangers(1_200);
    await post(service, '/office/sign-in', { email: KNOWN });
    // The first thousand holds the newest. The planted stop comes after it.
    const counted: number[] = [];
    const officers = service.get(Officers);
    const all = officers.all.bind(officers);
    officers.all = async () => {
      counted.push(await waiting());
      if (counted.length === 2) throw new Error('Stopped');
      return all();
    };
    await expect(service.get(SignIn).answer()).rejects.toThrow('Stopped');
    expect([counted, await service.get(Reader).manager.countBy(OutboxMessage, { notice: 'signIn' })]).toEqual([[1_201, 201], 1]);
    officers.all = all;
    await service.get(SignIn).answer();
    expect(await waiting()).toBe(0);
  });

  it('lets a right link in after any number of wrong ones from the same address', async () => {
    const link = linkIn((await letterTo(service, KNOWN))!.raw);
    const wrong = await Promise.all(Array.from({ length: 25 }, () => post(service, `/office/sign-in/${'A'.repeat(43)}`, { email: KNOWN })));
    expect([wrong.filter(({ status }) => status === 403).length, wrong.filter(({ status }) => status === 429).length]).toEqual([20, 5]);
    expect((await post(service, link, { email: KNOWN })).status).toBe(303);
  });

  it('writes one letter for each request, however many take them up at once', async () => {
    for (let n = 0; n < 3; n++) await post(service, '/office/sign-in', { email: KNOWN });
    await Promise.all(Array.from({ length: 6 }, () => service.get(SignIn).answer()));
    expect(await service.get(Reader).manager.countBy(OutboxMessage, { notice: 'signIn' })).toBe(3);
  });
});

it('goes over real SMTP, also when the server puts it off at first', async () => {
  let broken = true;
  const smtp = await startSmtp(() => (broken ? 'defer' : 'accept'));
  const service = await startService({ smtpUrl: smtp.url, ticks: false });
  await service.get(Officers).add({ name: 'Amal Field', email: KNOWN, roles: ['drafter'] });
  await post(service, '/office/sign-in', { email: KNOWN });
  await service.get(SignIn).answer();
  await service.get(Relay).drain();
  broken = false;
  await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "dueAt" = '2026-01-01T00:00:00.000Z' WHERE "state" = 'deferred'`));
  await service.get(Relay).drain();
  expect(smtp.mails.map(({ to }) => to)).toEqual([KNOWN]);
  const link = /\/office\/sign-in\/[\w-]{43}/.exec(smtp.mails[0]!.parsed.text!)![0];
  expect(smtp.mails[0]!.parsed.html).toContain(link);
  expect((await post(service, link, { email: KNOWN })).status).toBe(303);
  await service.close();
  await smtp.close();
});
