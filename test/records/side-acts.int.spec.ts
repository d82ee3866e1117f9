import { readFileSync } from 'node:fs';
import { ApplyHandlers, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { Officers, RotateKeyHandler } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Records } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { KeepWebhooksHandler, Webhooks } from '../../src/webhooks/index.js';
import { application, complete, openCalls } from '../doors/apply/applicant.js';
import type { Answer } from '../doors/office/console.js';
import { clientOf } from '../doors/api/client.js';
import { enrol, enter, recoveryCodesOn } from '../officers/browser.js';
import { draftRound, officer as pair } from '../support/round.js';
import { eachService } from '../support/running.js';

const ACCOUNT = '/office/account';
const { proposer: _, ...officer } = pair;
const SECRET = 'Invented words of a note';

eachService('acts beside the procedure', { ticks: false }, (service) => {
  let conferenceId: string;
  beforeAll(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId, ['6b'], { wallTime: '2030-12-08T17:00', zone: 'America/New_York' });
  });

  const lines = async (): Promise<string[]> => (await service.get(Reader).manager.find(RecordEntry, { order: { seq: 'ASC' } })).map(({ entry }) => entry);
  /** What the record gained by an act: who did what, and what stands open beside the object of the act. */
  async function gained(act: () => Promise<unknown>): Promise<unknown[]> {
    const before = (await lines()).length;
    await act();
    return (await lines()).slice(before).map((line) => JSON.parse(line) as { act: string; actor: string | null; open: Record<string, unknown> })
      .map(({ act: done, actor, open: { application: _, track: __, webhook: ___, delivery: ____, ...told } }) => [done, actor, told]);
  }

  it('of the desk on an application stand in the record, without a word of what was written', async () => {
    const desk = service.get(ScreeningHandlers);
    const known = await service.get(Officers).add({ name: 'Lin Field', email: 'lin@office.example', roles: ['registrationDesk'] });
    const { applicationId } = await application(service, conferenceId, 'one@invented.example');
    expect(await gained(() => desk.note({ applicationId, words: SECRET }, officer))).toEqual([['application.noted', 'Test Officer', {}]]);
    expect(await gained(() => desk.assign({ applicationId, officerId: known.id }, officer))).toEqual([['application.assigned', 'Test Officer', { assignee: 'Lin Field' }]]);
    expect(await gained(() => desk.assign({ applicationId, officerId: null }, officer))).toEqual([['application.assigned', 'Test Officer', { assignee: null }]]);
    expect(await gained(() => desk.check({ applicationId, checked: ['relevance', 'unknown'] }, officer))).toEqual([['application.checked', 'Test Officer', { checked: 'relevance' }]]);
    expect((await lines()).filter((line) => line.includes(SECRET))).toEqual([]);
  });

  it('of an operator who rotates the key stand in it once the key is new; without the entry the act fails, and the next one makes it', async () => {
    const rotate = service.get(RotateKeyHandler);
    const records = service.get(Records);
    const master = (): string => readFileSync(service.keyFile, 'utf8');
    const operator = { ...officer, roles: ['operator'] };
    const old = master();
    await expect(rotate.execute({ ...officer, roles: ['drafter', 'approver'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
    expect(master()).toBe(old);
    // The database takes no entry.
    records.append = () => { throw new Error('disk full'); };
    expect(await gained(() => expect(rotate.execute(operator)).rejects.toMatchObject({ rule: 'rotation-unrecorded', params: { wrapped: 3 }, cause: { message: 'disk full' } }))).toEqual([]);
    delete (records as Partial<Records>).append;
    const unrecorded = master();
    expect(unrecorded).not.toBe(old);
    expect(await gained(() => rotate.execute(operator))).toEqual([['key.rotated', 'Test Officer', { keys: 3 }]]);
    expect(master()).not.toBe(unrecorded);
  });

  it('of an applicant do so once something is handed in: each answer, also while another question is open; a draft leaves none', async () => {
    const apply = service.get(ApplyHandlers);
    let applicant!: Applicant;
    expect(await gained(async () => {
      applicant = await application(service, conferenceId, 'two@invented.example', null);
      await apply.save({ typed: complete }, applicant);
    })).toEqual([]);
    expect(await gained(() => apply.submit({}, applicant))).toEqual([['application.submitted', null, {}]]);
    const asked = await Promise.all([1, 2].map((n) => service.get(ScreeningHandlers).ask({ applicationId: applicant.applicationId, question: `Invented question ${n}` }, officer)));
    for (const { id } of asked) expect(await gained(() => apply.answer({ questionId: id, answer: SECRET }, applicant))).toEqual([['application.answered', null, {}]]);
    expect((await lines()).filter((line) => line.includes(SECRET))).toEqual([]);
  });

  it('of an officer on what lets in: link, app, codes, sessions and tokens', async () => {
    await service.get(Officers).add({ name: 'Amal Field', email: 'amal@office.example', roles: ['drafter'] });
    const own = { officer: 'Amal Field' };
    let console = await enter(service, 'amal@office.example');
    expect(await gained(async () => { console = await enter(service, 'amal@office.example'); })).toEqual([['officer.linkMade', 'system', own]]);
    let codes: string[] = [];
    expect(await gained(async () => { ({ console, codes } = await enrol(service, console)); })).toEqual([['officer.factorSet', 'Amal Field', own]]);
    expect(await gained(() => console.post(`${ACCOUNT}/sessions/end-others`, ACCOUNT, {}))).toEqual([['officer.sessionsEnded', 'Amal Field', { ...own, sessions: 1 }]]);
    expect(await gained(() => console.post(`${ACCOUNT}/sessions/end-others`, ACCOUNT, {}))).toEqual([]);
    let renewed!: Answer;
    expect(await gained(async () => { renewed = await console.post(`${ACCOUNT}/second-factor`, ACCOUNT, { do: 'codes', code: codes[0]! }); })).toEqual([['officer.codesRenewed', 'Amal Field', own]]);
    expect(await gained(() => clientOf(service, 'amal@office.example'))).toEqual([['officer.tokenMade', 'system', { ...own, label: 'test' }]]);
    const revoke = /action="(\/office\/account\/tokens\/[\w-]+\/revoke)"/.exec((await console.get(ACCOUNT)).text)![1]!;
    expect(await gained(() => console.post(revoke, ACCOUNT, {}))).toEqual([['officer.tokenRevoked', 'Amal Field', { ...own, label: 'test' }]]);
    await enter(service, 'amal@office.example');
    const end = /action="(\/office\/account\/sessions\/[\w-]+\/end)"/.exec((await console.get(ACCOUNT)).text)![1]!;
    expect(await gained(() => console.post(end, ACCOUNT, {}))).toEqual([['officer.sessionsEnded', 'Amal Field', { ...own, sessions: 1 }]]);
    const [code] = recoveryCodesOn(renewed);
    expect(await gained(() => console.post(`${ACCOUNT}/second-factor`, ACCOUNT, { do: 'end', code: code! }))).toEqual([['officer.factorEnded', 'Amal Field', own]]);
    // Signing in and out is told by sessions alone.
    expect(await gained(() => console.post('/office/sign-out', '/office/second-factor', {}))).toEqual([]);
    expect((await lines()).filter((line) => line.includes(code!))).toEqual([]);
  });

  it('on a webhook: a test, and an event sent again', async () => {
    const keeping = service.get(KeepWebhooksHandler);
    const { id } = await keeping.add({ url: 'http://127.0.0.1:9/hook', label: 'Badges' }, officer);
    expect(await gained(() => keeping.test({ id }, officer))).toEqual([['webhook.tested', 'Test Officer', {}]]);
    const [delivery] = await service.get(Webhooks).deliveries(id, officer);
    expect(await gained(() => keeping.again({ id, delivery: delivery!.id }, officer))).toEqual([['webhook.sentAgain', 'Test Officer', {}]]);
  });
});
