import { createHash } from 'node:crypto';
import readExcel from 'read-excel-file/node';
import { modalities } from '../../workflows/modalities/index.js';
import { ProposeApplicationsHandler, ScreeningHandlers } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { CirculateListHandler, CreateAddendumHandler, CreateListHandler, DestroyKeyHandler, EditNamesHandler, FinalizeListHandler, OverrideHoldHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Officers } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Proposals } from '../../src/proposals/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { Records } from '../../src/records/index.js';
import { PublishFiguresHandler, Reports } from '../../src/reports/index.js';
import { ListReport, PublishedReport, RegistrationReport } from '../../src/reports/report.entity.js';
import { one, two } from '../disclosures/desk.js';
import { application, complete, openCalls } from '../doors/apply/applicant.js';
import { signIn, type Console } from '../doors/office/console.js';
import { askApi } from '../doors/api/client.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const BEGIN = '2026-12-01T12:00:00.000Z';
const AFTER = '2026-12-20T12:00:00.000Z';
const other = { ...officer, id: 'other-officer', name: 'Other Officer' };

eachService('the report on a final list', { now: BEGIN }, (service) => {
  let console: Console;
  let listId: string;
  let ids: string[];
  let slug: string;
  beforeAll(async () => {
    const round = await draftRound(service, { names: 90, addresses: false });
    ({ listId, ids } = round);
    ({ slug } = await service.get(Conferences).byId(round.conferenceId));
    console = await signIn(service);
    await openCalls(service, round.conferenceId);
    for (let at = 0; at < 6; at++) {
      const { applicationId } = await application(service, round.conferenceId, `figures${at}@invented.example`, { ...complete, name: `Invented Figure ${at}` });
      if (at === 5) continue;
      const outcome = at < 2 ? 'eligible' : 'notEligible';
      const given = { applicationId, outcome, reason: outcome === 'eligible' ? null : 'notRelevant' } as const;
      await service.get(ScreeningHandlers).recommend(given, officer);
      await service.get(ScreeningHandlers).decide(given, other);
      if (at < 2) await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [applicationId] }, officer);
    }
  });
  const ask = (path: string, language = 'en') => fetch(service.url + path, { headers: { 'accept-language': language } });
  const api = async () => (await askApi(service, 'GET', `/public/conferences/${slug}/lists/6b/report`)).json as { report: Record<string, any>; hash: string };
  const rows = () => service.get(Reader).manager.find(PublishedReport, { where: { listId }, order: { number: 'ASC' } });

  it('is not there before the list is final, in the words in which the final list is not', async () => {
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    const plain = async (path: string) => { const answer = await ask(path); return [answer.status, (await answer.text()).replaceAll(path, 'HERE').replace(/name="_(once|csrf)" value="[^"]*"/g, '')]; };
    expect(await plain(`/c/${slug}/6b/report`)).toEqual(await plain(`/c/${slug}/6b/final`));
    expect((await ask(`/c/${slug}/6b/report/figures.csv`)).status).toBe(404);
    expect((await ask(`/api/v1/public/conferences/${slug}/lists/6b/report`)).status).toBe(404);
    expect((await console.get(`/office/lists/${listId}/report`)).text).toContain('The report is made when the list becomes final.');
    await expect(service.get(PublishFiguresHandler).execute({ listId }, officer)).rejects.toMatchObject({ rule: 'report-missing' });
  });

  it('is counted and published when it becomes final, without a word of objections, under a hash that stands in the record', async () => {
    // To twenty names objections are raised; eight stay because all of theirs are withdrawn, and one organization takes its name back.
    const raise = (iso2: string, names: string[]) => service.get(RaiseObjectionsHandler).execute({ items: names.map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2, listId });
    await raise('FR', ids.slice(0, 20));
    await raise('JP', ids.slice(8, 12));
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
    for (const { id, nominationId } of objections) {
      if (ids.indexOf(nominationId) < 10) await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: id }, { kind: 'mission', iso2: 'FR', listId });
    }
    await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[19]!, reason: '' }, officer);
    service.setTime(AFTER);
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);

    const { report, hash } = await api();
    expect(report).toMatchObject({ format: 'nemcon-report/1', conference: slug, list: '6b', number: 1, threshold: 5, columns: ['applied', 'screened', 'proposed', 'final'] });
    // Three applications were turned down and one was not screened: of such few, nothing is said.
    expect(report['total']).toEqual({ applied: null, screened: null, proposed: 92, final: 80 });
    expect(report['groups'].reduce((all: number, row: { final: number }) => all + row.final, 0)).toBe(80);
    const [row] = await rows();
    expect([createHash('sha256').update(row!.document).digest('hex'), JSON.parse(row!.document)]).toEqual([hash, report]);
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'report.published').map(({ facts }) => facts)).toEqual([expect.objectContaining({ report: 1, digest: hash })]);
    const page = await (await ask(`/c/${slug}/6b/report`)).text();
    for (const words of ['Report on the final list', hash, 'withheld', 'Figures on objections are not part of this report.']) expect(page).toContain(words);
    expect(page).not.toContain('Objected to');
    expect(await (await ask(`/c/${slug}/6b/final/print`)).text()).toContain('Annex: report in figures');
    expect(await (await ask(`/c/${slug}/6b/proposed/print`)).text()).not.toContain('Annex: report in figures');
    expect(await (await ask(`/c/${slug}`)).text()).toContain(`/c/${slug}/6b/report`);
    const csv = await (await ask(`/c/${slug}/6b/report/figures.csv`, 'fr')).text();
    expect(csv.split('\r\n')[0]).toBe(',,Candidatures,Examinées,Proposés,Définitifs');
    expect(csv).toContain('Total,,non publié,non publié,92,80');
    const annex = await fetch(`${service.url}/office/lists/${listId}/export/final-annex.xlsx`, { headers: { cookie: console.cookie } });
    expect((await readExcel(Buffer.from(await annex.arrayBuffer())))[0]!.data.at(-1)).toEqual(['Total', null, 'withheld', 'withheld', '92', '80']);
    expect((await console.get(`/office/lists/${listId}/export`)).text).toContain('final-annex.xlsx');
  });

  it('is whole for the Office alone, and sealed where it is kept', async () => {
    const { text } = await console.get(`/office/lists/${listId}/report`);
    expect(text).toContain('Figures on objections stay with the Office unless two officers publish them.');
    const csv = (await console.get(`/office/lists/${listId}/report/figures.csv`)).text.trim().split('\r\n').at(-1);
    // Applied, screened, found eligible, proposed, taken back, objected to, withdrawn, final.
    expect(csv).toBe('Total,,6,5,2,92,1,19,8,80');
    const [kept] = await service.get(Reader).manager.findBy(ListReport, { listId });
    expect(kept!.sealed).toMatch(/^v1\.[\w-]{20000,}$/);
    expect((await console.get(`/office/lists/${listId}/export/final`)).text).toContain('Annex: report in figures');
    await expect(service.get(Reports).complete(listId, { kind: 'officer', id: 'desk', name: 'Desk', roles: ['registrationDesk'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
  });

  it('gets figures on objections where two officers publish them, as a second report beside the first', async () => {
    const [first] = await rows();
    await expect(service.get(PublishFiguresHandler).execute({ listId }, one)).rejects.toMatchObject({ rule: 'second-officer-missing' });
    const form = await console.get(`/office/lists/${listId}/acts/publish-figures`);
    expect([form.status, form.text.includes('What is published cannot be taken back.'), form.text.includes('Objected to: 19; Objections withdrawn: 8')]).toEqual([200, true, true]);
    const token = await service.get(Officers).issueToken('officer@office.example', 'figures');
    const { proposal } = (await askApi(service, 'POST', `/lists/${listId}/report-figures`, { token, body: { proposalReason: 'The Assembly asked for them.' } })).json;
    expect((await api()).report['number']).toBe(1);
    await expect(service.get(Proposals).approve(proposal, one)).rejects.toMatchObject({ rule: 'role-lacks-right' });
    await service.get(Proposals).approve(proposal, two);
    const { report, hash } = await api();
    expect(report).toMatchObject({ number: 2, columns: ['applied', 'screened', 'proposed', 'objected', 'withdrawn', 'final'], total: { objected: 19, withdrawn: 8, final: 80 } });
    // Eight in five regional groups: small figures of which not one is shown.
    expect(report['groups'].filter(({ withdrawn }: { withdrawn: number | null }) => withdrawn !== null && withdrawn > 0 && withdrawn < 5)).toEqual([]);
    expect((await rows()).map(({ number, hash: of }) => [number, of])).toEqual([[1, first!.hash], [2, hash]]);
    expect((await service.get(Records).timeline(listId)).at(-1)).toMatchObject({ act: 'report.published', facts: { report: 2, digest: hash } });
    expect(await (await ask(`/c/${slug}/6b/report`)).text()).toContain('Objected to');
    await expect(service.get(PublishFiguresHandler).execute({ listId }, officer)).rejects.toMatchObject({ rule: 'figures-published' });
    expect((await console.get(`/office/lists/${listId}/report`)).text).toContain('Figures on objections were published by two officers.');
  });

  it('stays as it was published when the key of the list is destroyed; the rest can be read no more', async () => {
    const before = await api();
    await service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
    expect(await api()).toEqual(before);
    const page = await console.get(`/office/lists/${listId}/report`);
    expect([page.status, page.text.includes('only what was published can still be read'), page.text.includes('Eligible')]).toEqual([200, true, false]);
    expect((await console.get(`/office/lists/${listId}/report/figures.csv`)).status).toBe(410);
  });

  it('on an addendum counts names alone: the applications for its list are counted once', async () => {
    service.setTime(BEGIN);
    const round = await circulatedRound(service, { names: 8, addresses: false });
    const { id, key } = await service.get(CreateAddendumHandler).execute({ listId: round.listId }, officer);
    await service.get(EditNamesHandler).add({ listId: id, names: [invented(20), invented(21)] }, officer);
    await service.get(CirculateListHandler).execute({ listId: id, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    service.setTime(AFTER);
    for (const listed of [id, round.listId]) {
      await service.get(OverrideHoldHandler).execute({ listId: listed, reason: 'Test' }, officer);
      await service.get(FinalizeListHandler).execute({ listId: listed }, officer);
    }
    const totals = async (of: string) => (await service.get(Reports).published(of))!.document.total;
    expect([await totals(round.listId), await totals(id)]).toEqual([{ applied: 0, screened: 0, proposed: 8, final: 8 }, { proposed: 2, final: 2 }]);
    const at = (await service.get(Conferences).byId(round.conferenceId)).slug;
    expect([(await ask(`/c/${at}/${key}/report`)).status, (await console.get(`/office/lists/${id}/report`)).text.includes('Eligible')]).toEqual([200, false]);
  });

  it('of the conference is there once each of its lists is final, with those who register and are on no list', async () => {
    service.setTime(BEGIN);
    const first = await draftRound(service, { names: 40, addresses: false });
    const { id: second } = await service.get(CreateListHandler).execute({ conferenceId: first.conferenceId, key: '6c' }, officer);
    await service.get(EditNamesHandler).add({ listId: second, names: Array.from({ length: 12 }, (_, n) => invented(n + 50)) }, officer);
    const at = (await service.get(Conferences).byId(first.conferenceId)).slug;
    const track = 'nhri';
    await openCalls(service, first.conferenceId, [track, 'hearings']);
    for (const [way, category] of [[track, ''], ['hearings', 'parliament']] as const) for (let n = 0; n < 12; n++) {
      const { applicationId } = await application(service, first.conferenceId, `${way}${n}@invented.example`, { ...complete, name: `Invented Institution ${n}`, category }, way);
      await service.get(ScreeningHandlers).decide(n < 6 ? { applicationId, outcome: 'eligible', reason: null } : { applicationId, outcome: 'notEligible', reason: 'notRelevant' }, officer);
    }
    for (const list of [first.listId, second]) await service.get(CirculateListHandler).execute({ listId: list, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    service.setTime(AFTER);
    const finalize = async (list: string) => {
      await service.get(OverrideHoldHandler).execute({ listId: list, reason: 'Test' }, officer);
      await service.get(FinalizeListHandler).execute({ listId: list }, officer);
    };
    const whole = () => askApi(service, 'GET', `/public/conferences/${at}/report`);
    await finalize(first.listId);
    expect([(await ask(`/c/${at}/report`)).status, (await ask(`/c/${at}/report/figures.csv`)).status, (await whole()).status, (await (await ask(`/c/${at}`)).text()).includes(`/c/${at}/report"`)]).toEqual([404, 404, 404, false]);
    await finalize(second);

    const told = (await whole()).json as Record<string, any>;
    expect(told['whole'].columns).toEqual(['applied', 'screened', 'registered', 'proposed', 'final']);
    expect(told['whole'].total).toEqual({ applied: 24, screened: 24, registered: 12, proposed: 52, final: 52 });
    expect(told['registrations'].tracks.find(({ key }: { key: string }) => key === track)).toEqual({ key: track, applied: 12, screened: 12, registered: 6 });
    // Who comes for a hearing alone is counted under the hearing's own categories.
    expect(told['whole'].categories.find(({ key }: { key: string }) => key === 'parliament')).toEqual({ key: 'parliament', applied: 12, screened: 12, registered: 6, proposed: 0, final: 0 });
    expect(told['reports'].map(({ list }: { list: string }) => list)).toEqual(['6b', '6c']);
    expect(createHash('sha256').update((await service.get(Reader).manager.findOneByOrFail(RegistrationReport, { conferenceId: first.conferenceId })).document).digest('hex')).toBe(told['hash']);
    expect((await service.get(Reader).manager.find(RecordEntry)).filter(({ entry }) => entry.includes(told['hash']))).toHaveLength(1);

    const csv = (await (await ask(`/c/${at}/report/figures.csv`, 'es')).text()).split('\r\n');
    expect([csv[0], csv.find((line) => line.includes('6\u00a0b)')), csv.at(-2)]).toEqual([',,Solicitudes,Examinadas,Inscritas,Propuestos,Definitivos', expect.stringContaining(',0,0,,40,40'), 'Total,,24,24,12,52,52']);
    const cells = async (path: string) => { const [sheet] = await readExcel(Buffer.from(await (await fetch(service.url + path, { headers: { cookie: console.cookie } })).arrayBuffer())); return sheet!.data.map((row) => row.map((cell) => cell ?? '').join()); };
    const lines = async (path: string) => (await (await ask(path)).text()).replace('\ufeff', '').replaceAll('"', '').trim().split('\r\n');
    expect(await cells(`/c/${at}/report/figures.xlsx?lang=en`)).toEqual(await lines(`/c/${at}/report/figures.csv`));
    const annex = await cells(`/office/lists/${second}/export/final-annex.xlsx`);
    expect([annex, await cells(`/c/${at}/6c/report/figures.xlsx?lang=en`)]).toEqual([await lines(`/c/${at}/6c/report/figures.csv`), annex]);
    expect((await console.get(`/office/lists/${second}/export/proposed-annex.xlsx`)).status).toBe(404);
    expect(await (await ask(`/c/${at}`)).text()).toContain(`/c/${at}/report"`);
    const page = await (await ask(`/c/${at}/report`)).text();
    for (const words of [told['hash'], 'Report on the conference', 'National human rights institution', 'Parliament', 'not counted here']) expect(page).toContain(words);
  });

  it('says of objections what the modality says: nothing, or at once', async () => {
    const made = async (change: (modality: (typeof modalities)[number]) => void) => {
      const modality = structuredClone(modalities[0]!);
      change(modality);
      service.setTime(BEGIN);
      const { listId: id } = await circulatedRound(service, { names: 8, addresses: false, modality });
      service.setTime(AFTER);
      await service.get(OverrideHoldHandler).execute({ listId: id, reason: 'Test' }, officer);
      await service.get(FinalizeListHandler).execute({ listId: id }, officer);
      return { id, columns: (await service.get(Reports).published(id))!.document.columns.join(' ') };
    };
    const never = await made((modality) => { modality.report.objections = 'office'; });
    expect(never.columns).toBe('applied screened proposed final');
    await expect(service.get(PublishFiguresHandler).execute({ listId: never.id }, officer)).rejects.toMatchObject({ rule: 'figures-not-published' });
    expect((await made((modality) => { modality.report.objections = 'finalization'; })).columns).toBe('applied screened proposed objected withdrawn final');
    const unlisted = await made((modality) => { Object.assign(modality.disclosure.proposedNames, { organization: 'no', public: 'no' }); });
    await expect(service.get(PublishFiguresHandler).execute({ listId: unlisted.id }, officer)).rejects.toMatchObject({ rule: 'figures-not-published' });
  });
});
