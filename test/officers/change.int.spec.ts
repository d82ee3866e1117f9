import { setTimeout } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { EntityManager } from 'typeorm';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { ChangeOfficersHandler, Officer, Officers, OfficerSessions, roles, SecondFactor, type OfficerActor } from '../../src/officers/index.js';
import { system } from '../../src/platform/actor.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { clientOf } from '../doors/api/client.js';
import type { Answer, Console } from '../doors/office/console.js';
import { postgres } from '../support/databases.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';
import { codeOf, cookiesOf, enrol, enter, letterTo, linkIn, post } from './browser.js';

/** The subject of the letter to approvers: in both languages of the console. */
const CHANGED = 'The officers of the console were changed / Les fonctionnaires de la console ont changé';

eachService('the list of officers', { per: 'test', ticks: false }, (service, { database }) => {
  let operator: Console;
  let drafter: Officer;
  let approver: Officer;
  beforeEach(async () => {
    const add = (name: string, role: string): Promise<Officer> => service.get(Officers).add({ name, email: `${role}@office.example`, roles: [role] });
    [drafter, approver] = [await add('Amal Field', 'drafter'), await add('Noor Field', 'approver')];
    await add('Sami Field', 'operator');
    operator = await enter(service, 'operator@office.example');
  });
  const at = (officer: Officer): string => `/office/officers/${officer.id}`;
  const handler = (): ChangeOfficersHandler => service.get(ChangeOfficersHandler);
  const actorOf = async (email: string): Promise<OfficerActor> => {
    const { id, name, roles } = (await service.get(Officers).byEmail(email))!;
    return { kind: 'officer', id, name, roles };
  };
  /** What the record says of officers: act, who did it, and what stands open. */
  const recorded = async (): Promise<unknown[]> => (await service.get(Reader).manager.find(RecordEntry, { order: { seq: 'ASC' } }))
    .map(({ entry }) => JSON.parse(entry) as { act: string; actor: unknown; open: unknown }).filter(({ act }) => act.startsWith('officer.'))
    .map(({ act, actor, open: said }) => [act, actor, said]);

  const proposals = (): Proposals => service.get(Proposals);
  /** What the operator's form has led to is approved; returns the proposal's address. */
  async function consented(sent: Answer): Promise<string> {
    expect([sent.status, sent.location]).toEqual([303, '/office/officers']);
    const consenting = await actorOf('approver@office.example');
    const [open] = await proposals().waiting(consenting);
    await proposals().approve(open!.id, consenting);
    return `/office/proposals/${open!.id}`;
  }
  const lin = { name: 'Lin Field', email: 'Lin@office.example', roles: ['drafter', 'approver'], language: 'fr' };

  it('gains an officer by a form once an approver consents; the letter that goes out opens the console, and the other approvers are told', async () => {
    await service.get(Officers).add({ name: 'Kim Field', email: 'kim@office.example', roles: ['approver'] });
    const unsaid = await operator.post('/office/officers/new', '/office/officers/new', lin);
    expect([unsaid.status, unsaid.text.includes('id="proposalReason-error"')]).toEqual([422, true]);
    const asked = await operator.post('/office/officers/new', '/office/officers/new', { ...lin, proposalReason: 'For the second list' });
    const waiting = (await operator.get('/office/officers')).text;
    expect(waiting).toMatch(/Waits for the consent[^]*Add an officer: <bdi>Lin Field/);
    expect(await service.get(Officers).byEmail(lin.email)).toBeNull();
    const page = await consented(asked);
    const shown = (await (await enter(service, 'approver@office.example')).get(page)).text;
    expect([shown.includes('For the second list'), shown.includes('Sami Field')]).toEqual([true, true]);
    expect((await operator.get('/office/officers')).text).not.toContain('Waits for the consent');
    await service.get(Relay).drain();
    const [letter] = await service.get(Reader).manager.findBy(TrialMail, { recipient: 'lin@office.example' });
    expect(letter!.subject).toBe('Vous pouvez maintenant vous connecter à la console du Bureau');
    const entered = await post(service, linkIn(letter!.raw), { email: 'lin@office.example' });
    expect(entered.status).toBe(303);
    expect((await fetch(`${service.url}/office`, { headers: { cookie: cookiesOf(entered) } })).status).toBe(200);
    expect(await recorded()).toContainEqual(['officer.added', 'Noor Field', { officer: 'Lin Field', roles: 'drafter, approver', proposedBy: 'Sami Field', proposalReason: 'For the second list' }]);
    const told = (await service.get(Reader).manager.find(TrialMail)).filter(({ subject }) => subject === CHANGED);
    expect(told.map(({ recipient }) => recipient)).toEqual(['kim@office.example']);
    const { text, html } = await simpleParser(told[0]!.raw);
    for (const body of [text!, html as string]) expect(body).toMatch(/roles: drafter, approver[^]*Lin Field[^]*An operator proposed it[^]*Un fonctionnaire a été ajouté[^]*Lin Field[^]*Un exploitant l’a proposé[^]*les réponses ne sont pas lues/);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">[^]*<div lang="en" dir="ltr"[^]*<div lang="fr" dir="ltr"[^]*Un fonctionnaire/);
  });

  it('shows the approver whose address it is before, and adds nobody who is declined', async () => {
    await operator.post('/office/officers/new', '/office/officers/new', { ...lin, proposalReason: 'Invented' });
    const desk = await enter(service, 'approver@office.example');
    const page = /href="(\/office\/proposals\/[^"]+)"/.exec((await desk.get('/office/proposals')).text)![1]!;
    const { text } = await desk.get(page);
    for (const words of ['Lin@office.example', 'drafter, approver', 'by another way than this console']) expect(text).toContain(words);
    expect((await desk.post(page, page, { do: 'close' })).status).toBe(303);
    expect((await service.get(Officers).byEmail(lin.email))).toBeNull();
    // An operator reads no proposal, also not the own one.
    expect((await operator.get(page)).status).toBe(403);
  });

  it('tells the approver on the page of the proposal that it is done', async () => {
    await operator.post('/office/officers/new', '/office/officers/new', { ...lin, proposalReason: 'Invented' });
    const desk = await enter(service, 'approver@office.example');
    const page = /href="(\/office\/proposals\/[^"]+)"/.exec((await desk.get('/office/proposals')).text)![1]!;
    expect((await desk.post(page, page, { do: 'approve' })).location).toBe(page);
    expect((await desk.get(page)).text).toContain('Approved and done.');
  });

  it('withdraws from the list of officers what an operator proposed; another’s proposal is as unknown as one that never was', async () => {
    await service.get(Officers).add({ name: 'Kim Field', email: 'kim@office.example', roles: ['operator'] });
    const [other, consenting] = [await enter(service, 'kim@office.example'), await actorOf('approver@office.example')];
    await operator.post('/office/officers/new', '/office/officers/new', { ...lin, proposalReason: 'Invented' });
    const withdraw = /action="(\/office\/officers\/proposals\/[^"]+)"[^]*?Withdraw the proposal/.exec((await operator.get('/office/officers')).text)![1]!;
    expect((await other.get('/office/officers')).text).not.toContain('Withdraw the proposal');
    const unknown = '/office/officers/proposals/00000000-0000-4000-8000-000000000000/withdraw';
    for (const path of [withdraw, unknown]) expect((await other.post(path, '/office/account', {})).status).toBe(404);
    expect(await proposals().waiting(consenting)).toMatchObject([{ proposer: 'Sami Field' }]);
    const done = await operator.post(withdraw, '/office/officers', {});
    expect([done.status, done.location, (await operator.get('/office/officers')).text.includes('Lin Field')]).toEqual([303, '/office/officers', false]);
    expect(await proposals().waiting(consenting)).toEqual([]);
    expect([(await operator.post(withdraw, '/office/account', {})).status, (await other.post(withdraw, '/office/account', {})).status]).toEqual([409, 404]);
  });

  it('opens no proposal for readers of the list of officers, who see none', async () => {
    const [own, asked, reader] = [proposals().own.bind(proposals()), [] as string[], await enter(service, drafter.email)];
    proposals().own = (actor) => { asked.push(actor.name); return own(actor); };
    try {
      for (const console of [reader, operator]) expect((await console.get('/office/officers')).status).toBe(200);
    } finally {
      proposals().own = own;
    }
    expect(asked).toEqual(['Sami Field']);
  });

  /** What an operator comes to alone, in each way to let somebody else read or decide. */
  async function alone(): Promise<string[]> {
    const [actor, { id }] = [await actorOf('operator@office.example'), await service.get(Officers).add({ name: 'Kim Field', email: 'kim@office.example', roles: ['auditor'] })];
    await enrol(service, await enter(service, 'kim@office.example'));
    const ways: [string, () => Promise<unknown>][] = [
      ...roles.map((role): [string, () => Promise<unknown>] => [role, () => handler().add({ name: role, email: `${role}@invented.example`, roles: [role], language: 'en' }, actor)]),
      ['other roles', () => handler().setRoles({ officerId: id, roles: ['auditor', 'approver'] }, actor)], ['second step', () => handler().resetFactor({ officerId: id }, actor)],
      ['no role more', () => handler().setRoles({ officerId: drafter.id, roles: ['operator'] }, actor)],
    ];
    const done: string[] = [];
    for (const [name, way] of ways) await way().then(() => done.push(name), (fault: { rule: string }) => expect(fault.rule).toBe('second-officer-missing'));
    return done;
  }

  it('lets an operator alone add nobody who reads or decides, once there is an approver', async () => {
    expect(await alone()).toEqual(['operator', 'no role more']);
  });

  it('would be caught letting an operator do it alone', async () => {
    const real = handler().takesConsent;
    handler().takesConsent = () => Promise.resolve(false);
    try {
      expect((await alone()).length).toBe(8);
    } finally {
      handler().takesConsent = real;
    }
  });

  it('takes the first approver from an operator, whom nobody could consent to, and the next one no more', async () => {
    await service.get(UnitOfWork).run((tx) => tx.update(Officer, { id: approver.id }, { endedAt: '2026-12-01T15:00:00.000Z' }));
    expect((await operator.get('/office/officers/new')).text).not.toContain('proposalReason');
    expect((await operator.post('/office/officers/new', '/office/officers/new', { ...lin, roles: 'approver' })).location).toContain('/office/officers/');
    expect((await operator.post('/office/officers/new', '/office/officers/new', { ...lin, email: 'next@office.example', roles: 'approver' })).status).toBe(422);
  });

  it('keeps roles as they are where they have changed since others were proposed', async () => {
    await operator.post(`${at(drafter)}/roles`, at(drafter), { roles: ['drafter', 'auditor'], proposalReason: 'Invented' });
    await handler().setRoles({ officerId: drafter.id, roles: ['registrationDesk'] }, system);
    const consenting = await actorOf('approver@office.example');
    const [open] = await proposals().waiting(consenting);
    expect((await proposals().find(open!.id, consenting)).state).toBe('lapsed');
    await expect(proposals().approve(open!.id, consenting)).rejects.toThrow('proposal-lapsed');
    await proposals().sweep();
    expect(await proposals().waiting(consenting)).toEqual([]);
  });

  it('keeps the second step where another was set up since its reset was proposed, or where nobody says which one was seen', async () => {
    await enrol(service, await enter(service, drafter.email));
    const [reset, consenting] = [`${at(drafter)}/second-factor/reset`, await actorOf('approver@office.example')];
    expect((await operator.post(reset, reset, { proposalReason: 'Invented' })).location).toBe('/office/officers');
    const [open] = await proposals().waiting(consenting);
    expect((await proposals().find(open!.id, consenting)).state).toBe('open');
    await service.get(UnitOfWork).run((tx) => service.get(SecondFactor).drop(tx, drafter.id));
    await enrol(service, await enter(service, drafter.email));
    const unsaid = await proposals().propose('resetFactor', { command: { officerId: drafter.id }, reason: 'Invented' }, await actorOf('operator@office.example'));
    for (const { id } of [open!, unsaid]) {
      expect((await proposals().find(id, consenting)).state).toBe('lapsed');
      await expect(proposals().approve(id, consenting)).rejects.toThrow('proposal-lapsed');
    }
    await proposals().sweep();
    expect(await proposals().waiting(consenting)).toEqual([]);
    expect(await service.get(SecondFactor).of(drafter.id)).not.toBeNull();
  });

  it('says beside each field what is wrong, keeps what was typed, and adds nobody', async () => {
    const before = (await service.get(Officers).all()).length;
    const bad = await operator.post('/office/officers/new', '/office/officers/new', { name: ' ', email: 'nowhere', language: 'en' });
    expect(bad.status).toBe(422);
    for (const field of ['name', 'email', 'roles']) expect(bad.text).toContain(`id="${field}-error"`);
    expect(bad.text).toContain('value="nowhere"');
    const nothing = await operator.post('/office/officers/new', '/office/officers/new', { name: 'Twin', email: '', roles: 'operator', language: 'en' });
    expect([nothing.status, /id="email-error">Fill in this field/.test(nothing.text)]).toEqual([422, true]);
    const known = await operator.post('/office/officers/new', '/office/officers/new', { name: 'Twin', email: 'drafter@office.example', roles: 'drafter', language: 'en', proposalReason: 'Invented' });
    expect([known.status, known.text.includes('is an officer already')]).toEqual([422, true]);
    const mixed = await operator.post('/office/officers/new', '/office/officers/new', { name: 'Twin', email: 'twin@office.example', roles: ['drafter', 'operator'], language: 'en', proposalReason: 'Invented' });
    expect([mixed.status, mixed.text.includes('An operator has no other role')]).toEqual([422, true]);
    expect(mixed.text).toMatch(/value="operator" checked/);
    expect((await service.get(Officers).all()).length).toBe(before);
  });

  it('is seen by those who act on lists and kept by operators alone', async () => {
    const keeper = (await service.get(Officers).byEmail('operator@office.example'))!;
    for (const email of ['drafter@office.example', 'approver@office.example']) {
      const console = await enter(service, email);
      const page = await console.get('/office/officers');
      expect([page.status, page.text.includes('Sami Field'), page.text.includes('/office/officers/new')]).toEqual([200, true, false]);
      expect((await console.get(at(drafter))).text).not.toContain('/end"');
      expect((await console.get('/office/officers/new')).status).toBe(403);
      await expect(handler().end({ officerId: drafter.id }, await actorOf(email))).rejects.toThrow('role-lacks-right');
      await expect(handler().setRoles({ officerId: keeper.id, roles: ['approver'] }, await actorOf(email))).rejects.toThrow('role-lacks-right');
      await expect(handler().resetFactor({ officerId: keeper.id }, await actorOf(email))).rejects.toThrow('role-lacks-right');
      await expect(handler().add({ name: 'Twin', email: 'twin@office.example', roles: ['approver'], language: 'en' }, await actorOf(email))).rejects.toThrow('role-lacks-right');
    }
  });

  it('takes no name that would make a receipt longer than the others', async () => {
    const named = (name: string) => service.get(Officers).add({ name, email: 'long@office.example', roles: ['auditor'] });
    await expect(named('n'.repeat(101))).rejects.toMatchObject({ faults: [{ field: 'name', rule: 'text-too-long', params: { most: 100 } }] });
  });

  it('changes roles from the next request on, and says so in the record', async () => {
    const desk = await enter(service, 'drafter@office.example');
    expect((await desk.get('/office/conferences/new')).status).toBe(200);
    await consented(await operator.post(`${at(drafter)}/roles`, at(drafter), { roles: ['auditor'], proposalReason: 'Invented' }));
    expect((await desk.get('/office/conferences/new')).status).toBe(403);
    expect((await desk.get('/office')).status).toBe(200);
    expect((await operator.get(at(drafter))).text).toMatch(/value="auditor" checked/);
    expect((await recorded()).at(-1)).toEqual(['officer.rolesChanged', 'Noor Field', { officer: 'Amal Field', roles: 'auditor', proposedBy: 'Sami Field', proposalReason: 'Invented' }]);
    // The same roles again are no change.
    const entries = (await recorded()).length;
    expect((await operator.post(`${at(drafter)}/roles`, at(drafter), { roles: ['auditor'] })).status).toBe(303);
    expect((await recorded()).length).toBe(entries);
    expect((await operator.post(`${at(drafter)}/roles`, at(drafter), {})).status).toBe(422);
  });

  it('asks a session for a second step once its roles need one', async () => {
    const strict = await startService({ database: database.address, keyFile: service.keyFile, config: { secondFactor: 'required' } });
    const desk = await strict.get(Officers).add({ name: 'Lin Field', email: 'lin@office.example', roles: ['registrationDesk'] });
    const console = await enter(strict, 'lin@office.example');
    expect((await console.get('/office')).status).toBe(200);
    await handler().setRoles({ officerId: desk.id, roles: ['approver'] }, system);
    expect((await console.get('/office')).location).toBe('/office/second-factor');
    await strict.close();
  });

  it('lets nobody change their own account, and never loses its last approver', async () => {
    const own = (await service.get(Officers).byEmail('operator@office.example'))!;
    expect((await operator.get(at(own))).text).toContain('This is your own account');
    for (const path of ['roles', 'end', 'second-factor/reset']) expect([path, (await operator.post(`${at(own)}/${path}`, '/office/account', { roles: 'approver', proposalReason: 'Invented' })).status]).toEqual([path, 403]);
    const last = await operator.post(`${at(approver)}/end`, `${at(approver)}/end`, {});
    expect([last.status, last.text.includes('This is the last approver')]).toEqual([409, true]);
    expect((await operator.post(`${at(approver)}/roles`, at(approver), { roles: ['drafter'], proposalReason: 'Invented' })).status).toBe(409);
    await consented(await operator.post(`${at(drafter)}/roles`, at(drafter), { roles: ['approver'], proposalReason: 'Invented' }));
    expect((await operator.post(`${at(approver)}/end`, `${at(approver)}/end`, {})).status).toBe(303);
    expect((await operator.post(`${at(drafter)}/end`, `${at(drafter)}/end`, {})).status).toBe(409);
  });

  it('ends the sessions of an officer alone, with the links that wait, and leaves the rest: access, second step, tokens', async () => {
    const [desk, reader] = [await enter(service, drafter.email), await enter(service, approver.email)];
    await enter(service, drafter.email);
    const waiting = await service.get(Officers).issueSignIn(drafter.email);
    const token = await service.get(Officers).issueToken(drafter.email, 'Invented');
    const path = `${at(drafter)}/sessions/end`;
    expect((await reader.get(at(drafter))).text).not.toContain(path);
    expect((await reader.post(path, '/office/account', {})).status).toBe(403);
    expect((await desk.get('/office')).status).toBe(200);
    expect((await operator.get(at(drafter))).text).toContain(path);
    expect((await operator.post(path, at(drafter), {})).location).toBe(at(drafter));
    expect((await desk.get('/office')).location).toBe('/office/sign-in');
    expect((await post(service, `/office/sign-in/${waiting}`, { email: drafter.email })).status).toBe(403);
    expect((await fetch(`${service.url}/api/v1/conferences`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await recorded()).at(-1)).toEqual(['officer.sessionsEnded', 'Sami Field', { officer: 'Amal Field', sessions: 2 }]);
    // Of nobody's sessions nothing is entered, and the page offers nothing; one's own end on one's own page.
    const entered = (await recorded()).length;
    expect((await operator.post(path, '/office/account', {})).status).toBe(303);
    expect([(await recorded()).length, (await operator.get(at(drafter))).text.includes(path)]).toEqual([entered, false]);
    const own = (await service.get(Officers).byEmail('operator@office.example'))!;
    expect((await operator.post(`${at(own)}/sessions/end`, '/office/account', {})).status).toBe(403);
    expect((await enter(service, drafter.email)).cookie).toContain('nemcon-office');
  });

  it('ends the session too that shows its second step at this moment', async () => {
    const { console: desk, secret } = await enrol(service, await enter(service, drafter.email));
    const half = await enter(service, drafter.email);
    const signedIn = (await service.get(OfficerSessions).find(half.cookie.split('=')[1]))!;
    expect((await desk.get('/office')).status).toBe(200);
    let shown!: () => void;
    // What waits for this begins outside of the unit that is open then.
    const ended = new Promise<void>((done) => { shown = done; }).then(async () => handler().endSessions({ officerId: drafter.id }, await actorOf('operator@office.example')));
    await service.get(UnitOfWork).run(async () => {
      await service.get(SecondFactor).show(signedIn, codeOf(secret, 1));
      shown();
      await setTimeout(300);
    });
    await ended;
    expect(await service.get(OfficerSessions).of(drafter.id)).toEqual([]);
  });

  it('ends sessions, tokens, links and second step of one who leaves; the name stays, and coming back is a new account', async () => {
    const client = await clientOf(service, drafter.email);
    const { console: desk } = await enrol(service, await enter(service, drafter.email));
    const waiting = linkIn((await letterTo(service, drafter.email))!.raw);
    expect([(await desk.get('/office')).status, (await client.ask('GET', '/conferences')).status]).toEqual([200, 200]);
    expect((await operator.post(`${at(drafter)}/end`, `${at(drafter)}/end`, {})).location).toBe('/office/officers');
    expect((await desk.get('/office')).location).toBe('/office/sign-in');
    expect((await client.ask('GET', '/conferences')).status).toBe(401);
    expect((await post(service, waiting, { email: drafter.email })).status).toBe(403);
    expect(await service.get(OfficerSessions).of(drafter.id)).toEqual([]);
    expect((await operator.get('/office/officers')).text).toContain('Former officers');
    expect((await recorded()).at(-1)).toEqual(['officer.ended', 'Sami Field', { officer: 'Amal Field' }]);
    await service.get(Relay).drain();
    const told = await service.get(Reader).manager.findBy(TrialMail, { subject: CHANGED });
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(['approver@office.example', 'drafter@office.example']);
    for (const { raw } of told) expect(raw.replace(/=\r?\n/g, '')).toMatch(/The access of an officer[^]*Amal Field[^]*An operator did it alone/);
    for (const path of ['roles', 'end', 'second-factor/reset']) expect([path, (await operator.post(`${at(drafter)}/${path}`, '/office/account', { roles: 'auditor', proposalReason: 'Invented' })).status]).toEqual([path, 404]);
    const again = await service.get(Officers).add({ name: 'Amal Field', email: drafter.email, roles: ['auditor'] });
    expect(again.id).not.toBe(drafter.id);
    expect((await client.ask('GET', '/conferences')).status).toBe(401);
    expect(await service.get(SecondFactor).of(again.id)).toBeNull();
  });

  it('resets the second step of one who has lost it: sessions end, another app can be set up', async () => {
    const { console: phone } = await enrol(service, await enter(service, drafter.email));
    const half = await enter(service, drafter.email);
    expect((await half.get('/office')).location).toBe('/office/second-factor');
    const reset = `${at(drafter)}/second-factor/reset`;
    await consented(await operator.post(reset, reset, { proposalReason: 'The phone is lost' }));
    for (const console of [phone, half]) expect((await console.get('/office')).location).toBe('/office/sign-in');
    expect((await recorded()).at(-1)).toEqual(['officer.factorEnded', 'Noor Field', { officer: 'Amal Field', proposedBy: 'Sami Field', proposalReason: 'The phone is lost' }]);
    expect((await operator.post(reset, reset, { proposalReason: 'Invented' })).status).toBe(409);
    await enrol(service, await enter(service, drafter.email));
    expect(await service.get(SecondFactor).of(drafter.id)).not.toBeNull();
  });

  it('keeps one approver when two are taken away at one moment', async () => {
    const actor = await actorOf('operator@office.example');
    for (let round = 0; round < 5; round += 1) {
      const other = await service.get(Officers).add({ name: `Approver ${round}`, email: `approver${round}@office.example`, roles: ['approver'] });
      const [left] = (await service.get(Officers).all()).filter(({ roles, id }) => roles.includes('approver') && id !== other.id);
      const outcomes = await Promise.allSettled([other, left!].map(({ id }) => handler().end({ officerId: id }, actor)));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

// SQLite has one writer: only PostgreSQL has a lock to take away.
it('would lose both approvers without the lock on PostgreSQL: the test above can fail', async () => {
  const database = await postgres();
  const service = await startService({ database: database.address });
  const add = (name: string): Promise<Officer> => service.get(Officers).add({ name: `Approver ${name}`, email: `${name}@office.example`, roles: ['approver'] });
  const both = [await add('one'), await add('two')];
  const find = EntityManager.prototype.find;
  let reading = 0;
  let letGo = (): void => undefined;
  const bothHaveRead = new Promise<void>((done) => { letGo = done; });
  EntityManager.prototype.find = async function (this: EntityManager, ...[of, options]: Parameters<typeof find>) {
    const { lock, ...rest } = (options ?? {}) as { lock?: unknown };
    const rows = await find.call(this, of, rest);
    if (of !== Officer || !lock) return rows;
    if ((reading += 1) === 2) letGo();
    await bothHaveRead;
    return rows;
  } as typeof find;
  try {
    const outcomes = await Promise.allSettled(both.map(({ id }) => service.get(ChangeOfficersHandler).end({ officerId: id }, system)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await service.get(Officers).all()).toEqual([]);
  } finally {
    EntityManager.prototype.find = find;
    await service.close();
    await database.drop();
  }
});
