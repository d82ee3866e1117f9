import { simpleParser } from 'mailparser';
import { EntityManager } from 'typeorm';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { ChangeOfficersHandler, Officers, SecondFactor } from '../../src/officers/index.js';
import { OfficerFactor, OfficerRecoveryCode } from '../../src/officers/officer.entity.js';
import { Outbox, OutboxMessage } from '../../src/outbox/index.js';
import { system } from '../../src/platform/actor.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Databases } from '../../src/platform/database.js';
import { Limits } from '../../src/platform/limits.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { swap, takeOut } from '../proofs/swap.js';
import { postgres } from '../support/databases.js';
import { eachService } from '../support/running.js';
import { startService, type Service } from '../support/service.js';
import { consoleWith, type Console } from '../doors/office/console.js';
import { codeOf, cookiesOf, enrol, enter, post, recoveryCodesOn, secretOn } from './browser.js';

const STEP = '/office/second-factor';

eachService('the second step of signing in', { ticks: false, config: { secondFactor: 'required' } }, (service) => {
  let round = 0;
  // Officers of its own for each test.
  const of = (role: string): string => `${role}${round}@office.example`.toLowerCase();
  beforeEach(async () => {
    round += 1;
    for (const role of ['drafter', 'approver', 'auditor', 'operator', 'registrationDesk']) await service.get(Officers).add({ name: `An invented ${role}`, email: of(role), roles: [role] });
  });

  const show = async (half: Console, code: string): Promise<{ status: number; console: Console }> => {
    const answer = await half.post(STEP, STEP, { code });
    return { status: answer.status, console: consoleWith(service, cookiesOf(answer)) };
  };

  it('is set up at the first sign-in by every role that reaches what is confidential, and nothing opens before', async () => {
    for (const role of ['drafter', 'approver', 'auditor', 'operator']) {
      const half = await enter(service, of(role));
      for (const page of ['/office', '/office/proposals', '/office/missions', '/office/account']) expect([role, page, (await half.get(page)).location]).toEqual([role, page, STEP]);
      const csrf = /name="_csrf" value="([^"]+)"/.exec((await half.get(STEP)).text)![1]!;
      expect((await half.post('/office/conferences/new', STEP, { _csrf: csrf, title: 'Invented', slug: 'invented', modality: 'a-res-71-280' })).location).toBe(STEP);
    }
    expect((await (await enter(service, of('registrationDesk'))).get('/office')).status).toBe(200);
    const { console } = await enrol(service, await enter(service, of('drafter')));
    expect((await console.get('/office')).status).toBe(200);
  });

  it('shows the secret as a square and as text, stores nothing by showing it, and seals it once it is proved', async () => {
    const { id: officerId } = (await service.get(Officers).byEmail(of('drafter')))!;
    const factors = () => service.get(Reader).manager.countBy(OfficerFactor, { officerId });
    const half = await enter(service, of('drafter'));
    const page = await half.get(STEP);
    expect(page.text).toMatch(/<svg [^>]*role="img"[^]*class="n-qr__ink" d="M/);
    expect(page.text).not.toContain('<script');
    expect(secretOn(await half.get(STEP))).toBe(secretOn(page));
    expect(await factors()).toBe(0);
    expect((await half.post(STEP, STEP, { code: '000000' })).status).toBe(422);
    expect(await factors()).toBe(0);
    const { secret, codes } = await enrol(service, half);
    expect(codes).toHaveLength(10);
    const source = service.app.get<Databases>(DATABASES).writing;
    const rows = (await Promise.all(source.entityMetadatas.map(async ({ tableName }) => JSON.stringify(await source.query(`SELECT * FROM "${tableName}"`))))).join();
    const plain = secret.replaceAll(' ', '');
    for (const canary of [plain, plain.toLowerCase(), ...codes]) expect(rows).not.toContain(canary);
    // The control: the search finds what stands in the clear.
    expect(rows).toContain(of('drafter'));
  });

  it('asks for a code at the next sign-in, takes each code once, and no older one after it', async () => {
    const { secret, used } = await enrol(service, await enter(service, of('drafter')));
    const half = await enter(service, of('drafter'));
    expect((await half.get(STEP)).text).not.toContain('n-secret');
    expect((await half.get('/office')).location).toBe(STEP);
    // The code that set the app up is used up; the next one opens, once.
    expect((await show(half, used)).status).toBe(422);
    const next = codeOf(secret, 1);
    const first = await show(half, next);
    expect([first.status, (await first.console.get('/office')).status]).toEqual([303, 200]);
    const other = await enter(service, of('drafter'));
    expect((await show(other, next)).status).toBe(422);
    expect((await show(other, used)).status).toBe(422);
    // The planted fault: without the step of the last code, the same code opens again.
    await service.get(UnitOfWork).run((tx) => tx.query('UPDATE "officer_factor" SET "lastStep" = 0'));
    expect((await show(other, next)).status).toBe(303);
  });

  it('lets one of many in who send the same code at the same moment', async () => {
    const { secret } = await enrol(service, await enter(service, of('drafter')));
    const halves = await Promise.all(Array.from({ length: 4 }, () => enter(service, of('drafter'))));
    const answers = await Promise.all(halves.map((half) => show(half, codeOf(secret, 1))));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422]);
  });

  it('gives the browser a new session, and the one of before opens nothing', async () => {
    const half = await enter(service, of('drafter'));
    const { console } = await enrol(service, half);
    expect(console.cookie).not.toBe(half.cookie);
    expect((await half.get(STEP)).location).toBe('/office/sign-in');
    expect((await console.get('/office')).status).toBe(200);
  });

  it('takes a recovery code once, however it is typed, and new ones end the old ones', async () => {
    const { codes } = await enrol(service, await enter(service, of('drafter')));
    const half = await enter(service, of('drafter'));
    const { status, console } = await show(half, ` ${codes[0]!.toLowerCase().replace('-', ' ')}`);
    expect(status).toBe(303);
    expect((await show(await enter(service, of('drafter')), codes[0]!)).status).toBe(422);
    expect((await console.get('/office/account')).text).toContain('Recovery codes left: 9');
    const renewed = await console.post('/office/account/second-factor', '/office/account', { do: 'codes', code: codes[1]! });
    const fresh = recoveryCodesOn(renewed);
    expect([renewed.status, fresh.length, fresh.some((code) => codes.includes(code))]).toEqual([200, 10, false]);
    expect((await show(await enter(service, of('drafter')), codes[2]!)).status).toBe(422);
    expect((await show(await enter(service, of('drafter')), fresh[0]!)).status).toBe(303);
    // Nobody else's code opens it.
    const { codes: foreign } = await enrol(service, await enter(service, of('auditor')));
    expect((await show(await enter(service, of('drafter')), foreign[0]!)).status).toBe(422);
  });

  /** How a drafter's half sign-in answers to what an approver has: a code of the app, and a recovery code. */
  async function withAnothers(): Promise<number[]> {
    const [, approver] = [await enrol(service, await enter(service, of('drafter'))), await enrol(service, await enter(service, of('approver')))];
    const half = await enter(service, of('drafter'));
    const [app, recovery] = [await show(half, codeOf(approver.secret, 1)), await show(half, approver.codes[0]!)];
    // Nor is it used up by that.
    const own = await enter(service, of('approver'));
    expect((await show(own, codeOf(approver.secret, 1))).status).toBe(303);
    return [app.status, recovery.status];
  }

  it('is that of the officer who signs in: neither the app nor a recovery code of another opens anything', async () => {
    expect(await withAnothers()).toEqual([422, 422]);
  });

  it('would be caught with recovery codes that are anybody’s', async () => {
    const keys = service.get(Keys);
    const tag = keys.tag.bind(keys);
    keys.tag = (use, ...parts) => (use === 'recovery' ? tag(use, parts[1]!) : tag(use, ...parts));
    expect(await withAnothers().finally(() => { keys.tag = tag; })).toEqual([422, 303]);
  });

  it('leaves ten recovery codes where two browsers ask for new ones at one moment', async () => {
    for (let n = 0; n < 4; n += 1) expect(await leftOf(service, `twice${n}${round}@office.example`)).toBe(10);
  });

  it('is not changed unseen: each change is told to the officer by letter, and an app that is set up to the approvers too', async () => {
    const email = `told${round}@office.example`;
    await service.get(Officers).add({ name: `Told Field ${round}`, email, roles: ['drafter'] });
    const approvers = (await service.get(Officers).approvers()).map((approver) => approver.email);
    const told = async (): Promise<OutboxMessage[]> => (await service.get(Reader).manager.findBy(OutboxMessage, { notice: 'officersChanged' })).filter(({ data }) => data['officer'] === `Told Field ${round}`);
    let before = 0;
    const gained = async (): Promise<unknown[]> => {
      const letters = (await told()).sort((a, b) => a.queuedAt.localeCompare(b.queuedAt)).slice(before);
      before += letters.length;
      return letters.map(({ address, data }) => [address, data]).sort();
    };
    const say = (change: string) => (address: string): unknown => [address, { change, officer: `Told Field ${round}`, roles: ['drafter'], by: 'own' }];
    const half = await enter(service, email);
    expect((await half.post(STEP, STEP, { code: '000000' })).status).toBe(422);
    expect(await gained()).toEqual([]);
    // Without its letters nothing is set up.
    swap(service.get(Outbox), 'queue', () => () => Promise.reject(new Error('Planted')));
    expect((await half.post(STEP, STEP, { code: codeOf(secretOn(await half.get(STEP))) })).status).toBe(500);
    takeOut();
    const { console, secret, codes } = await enrol(service, half);
    expect(await gained()).toEqual([email, ...approvers].map(say('factorSet')).sort());
    expect((await console.post('/office/account/second-factor', '/office/account', { do: 'codes', code: '123456' })).status).toBe(422);
    const renewed = recoveryCodesOn(await console.post('/office/account/second-factor', '/office/account', { do: 'codes', code: codes[0]! }));
    expect(await gained()).toEqual([say('codesRenewed')(email)]);
    await console.post('/office/account/second-factor', '/office/account', { do: 'end', code: renewed[0]! });
    expect(await gained()).toEqual([say('factorEnded')(email)]);

    await service.get(Relay).drain();
    const mails = await service.get(Reader).manager.findBy(TrialMail, { recipient: email });
    const letters = await Promise.all(mails.map(({ raw }) => simpleParser(raw)));
    expect(letters.map(({ subject, to }) => [subject, to && 'text' in to && to.text])).toEqual(Array.from({ length: 3 }, () => ['The second step of an officer of the console / La deuxième étape d’un fonctionnaire de la console', email]));
    const bodies = letters.flatMap(({ text, html }) => [text!, html as string]);
    for (const body of bodies) {
      for (const words of [`Told Field ${round}`, 'by whoever was signed in, or signing in, as this officer', 'tell an operator at once', 'prévenez aussitôt un exploitant', `${new Date().getUTCFullYear()}-`]) expect(body).toContain(words);
      for (const canary of [secret.replaceAll(' ', ''), ...codes, ...renewed]) expect(body).not.toContain(canary);
    }
  });

  it('sets up another app only for whoever shows a code, and then asks every session again', async () => {
    const { console, codes } = await enrol(service, await enter(service, of('drafter')));
    const second = await show(await enter(service, of('drafter')), codes[0]!);
    expect((await console.post('/office/account/second-factor', '/office/account', { do: 'end', code: '123456' })).status).toBe(422);
    expect((await console.post('/office/account/second-factor', '/office/account', { do: 'end', code: codes[1]! })).location).toBe(STEP);
    expect([(await console.get('/office')).location, (await second.console.get('/office')).location]).toEqual([STEP, STEP]);
    expect((await (await enrol(service, console)).console.get('/office')).status).toBe(200);
  });

  it('cannot be set up a second time beside the first', async () => {
    const early = await enter(service, of('drafter'));
    const secret = secretOn(await early.get(STEP));
    await enrol(service, await enter(service, of('drafter')));
    // The other browser still knows the secret that it was offered: it is nobody's now.
    expect((await show(early, codeOf(secret))).status).toBe(422);
    expect((await early.get('/office')).location).toBe(STEP);
  });

  it('ends guessing after five tries, also when they come at the same moment', async () => {
    const { secret } = await enrol(service, await enter(service, of('drafter')));
    const officer = (await service.get(Officers).byEmail(of('drafter')))!;
    const half = await enter(service, of('drafter'));
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => show(half, String(100_000 + n))));
    expect(answers.map(({ status }) => status).filter((status) => status === 422)).toHaveLength(5);
    expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(7);
    // Not even the right code: waiting is what ends it. Another officer is not kept waiting.
    const next = codeOf(secret, 1);
    expect((await show(half, next)).status).toBe(429);
    expect((await enrol(service, await enter(service, of('auditor')))).codes).toHaveLength(10);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "attempt" SET "until" = '2026-01-01T00:00:00.000Z' WHERE "tries" >= 5`));
    expect((await show(half, next)).status).toBe(303);
    // The planted fault: a limit that counts nothing lets every guess through to the code.
    const limits = service.get(Limits);
    const take = limits.take.bind(limits);
    limits.take = async () => undefined;
    const signedIn = { actor: { kind: 'officer' as const, id: officer.id, name: officer.name, roles: officer.roles }, csrf: '', session: '', factor: 'ask' as const };
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => service.get(SecondFactor).show(signedIn, String(100_000 + n))));
    expect(guesses.every((guess) => guess.status === 'rejected' && (guess.reason as { rule: string }).rule === 'fields-invalid')).toBe(true);
    limits.take = take;
  });

  it('is not guessed at unseen: that tries are used up is told to the officer and to the approvers, once a day', async () => {
    const half = await enter(service, of('drafter'));
    const told = async (address = of('drafter')): Promise<unknown[]> => (await service.get(Reader).manager.findBy(OutboxMessage, { notice: 'officersChanged', address })).map(({ data }) => data['change']);
    const guess = (): Promise<unknown> => Promise.all(Array.from({ length: 8 }, (_, n) => show(half, String(100_000 + n))));
    for (let n = 0; n < 5; n += 1) await show(half, '000000');
    expect(await told()).toEqual([]);
    // A letter that could not be written is not lost for a day: the count goes with it.
    swap(service.get(Outbox), 'queue', () => () => Promise.reject(new Error('Invented')));
    await guess().finally(takeOut);
    expect(await told()).toEqual([]);
    await guess();
    await guess();
    expect(await told()).toEqual(['codesTried']);
    expect((await told(of('approver'))).filter((change) => change === 'codesTried')).toEqual(['codesTried']);
    // The planted fault: where each refused try is told, the mailbox fills.
    swap(service.get(Limits), 'allows', () => () => Promise.resolve(true));
    await guess();
    takeOut();
    expect((await told()).length).toBe(9);
  });

  it('can be set up anew at once where it was set back, however often codes of the one before were wrong', async () => {
    const { id: officerId } = (await service.get(Officers).byEmail(of('drafter')))!;
    await enrol(service, await enter(service, of('drafter')));
    const half = await enter(service, of('drafter'));
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => show(half, String(100_000 + n))));
    expect(answers.map(({ status }) => status).sort()).toEqual([422, 422, 422, 422, 422, 429]);
    await service.get(ChangeOfficersHandler).resetFactor({ officerId }, system);
    expect((await enrol(service, await enter(service, of('drafter')))).codes).toHaveLength(10);
  });

  it('is asked of whoever set it up, whatever the role and the setting', async () => {
    const desk = await enter(service, of('registrationDesk'));
    const { codes } = await enrol(service, desk);
    const half = await enter(service, of('registrationDesk'));
    expect((await half.get('/office')).location).toBe(STEP);
    expect((await show(half, codes[0]!)).status).toBe(303);
  });

  it('signs out a browser that stopped half way', async () => {
    const half = await enter(service, of('drafter'));
    expect((await half.post('/office/sign-out', STEP, {})).location).toBe('/office/sign-in');
    expect((await half.get(STEP)).location).toBe('/office/sign-in');
    expect((await post(service, STEP, { code: '1' })).status).toBe(303);
  });
});

/** How many recovery codes an officer has for whom new ones are asked twice at one moment, with a code of the app and with a recovery code. */
async function leftOf(service: Service, email: string): Promise<number> {
  const { id: officerId } = await service.get(Officers).add({ name: 'Amal Field', email, roles: ['drafter'] });
  const { console, secret, codes } = await enrol(service, await enter(service, email));
  const answers = await Promise.all([codes[0]!, codeOf(secret, 1)].map((code) => console.post('/office/account/second-factor', '/office/account', { do: 'codes', code })));
  expect(answers.map(({ status }) => status)).toContain(200);
  return service.get(Reader).manager.countBy(OfficerRecoveryCode, { officerId });
}

// SQLite has one writer: only PostgreSQL has a lock to take away.
it('would leave twenty recovery codes without the lock on PostgreSQL: the test above can fail', async () => {
  const database = await postgres();
  const service = await startService({ database: database.address });
  const findOne = EntityManager.prototype.findOne;
  EntityManager.prototype.findOne = function (this: EntityManager, ...[of, { lock: _, ...rest }]: Parameters<typeof findOne>) {
    return findOne.call(this, of, rest);
  } as typeof findOne;
  try {
    let most = 0;
    for (let n = 0; n < 30 && most <= 10; n += 1) most = Math.max(most, await leftOf(service, `twice${n}@office.example`));
    expect(most).toBe(20);
  } finally {
    EntityManager.prototype.findOne = findOne;
    await service.close();
    await database.drop();
  }
});
