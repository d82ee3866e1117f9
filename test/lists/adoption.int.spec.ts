import { ScreeningHandlers } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { AdoptModalityHandler, CirculateListHandler, Lists } from '../../src/lists/index.js';
import { Proposals } from '../../src/proposals/index.js';
import { languages } from '../../src/platform/i18n.js';
import { adoptionFaults, differences } from '../../workflows/adoption.js';
import { checkModality } from '../../workflows/modality.check.js';
import { application, browserOf, complete, inside, openCalls } from '../doors/apply/applicant.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { announced, basisToWhoeverAsks } from '../support/modalities.js';
import { draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

describe('a modality whose resolution is announced', () => {
  it('is a modality, and what is adopted keeps what was made under it', () => {
    expect(checkModality(announced())).toEqual([]);
    for (const adopted of ['', '2017', 1]) expect(checkModality({ ...announced(), source: { ...announced().source, adopted } }).map(({ path }) => path)).toEqual(['/source/adopted']);
    expect(adoptionFaults(announced(), basisToWhoeverAsks())).toEqual([]);
    const poorer = basisToWhoeverAsks();
    poorer.tracks[1]!.way = { kind: 'list', list: '6c' };
    poorer.meetings.shift();
    poorer.lists[1]!.key = '6d';
    expect(adoptionFaults(announced(), poorer).map(({ path }) => path)).toEqual(['/lists', '/tracks', '/meetings']);
    const reworded = basisToWhoeverAsks();
    reworded.silence.minimum = { hours: 96 };
    expect(differences(announced(), reworded)).toEqual(['silence']);
  });
});

eachService('a conference that is opened before its resolution is adopted', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let slug: string;
  let listId: string;
  beforeAll(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 2, addresses: false, modality: announced() }));
    ({ slug } = await service.get(Conferences).byId(conferenceId));
    await openCalls(service, conferenceId);
  });
  const second = { ...officer, id: 'second-officer', name: 'Second Officer' };
  const closing = { wallTime: '2026-12-20T17:00', zone: 'America/New_York' };
  const command = () => ({ slug, symbol: 'A/RES/71/280', adopted: '2026-12-01' });

  it('takes applications, and says in six languages that nothing is adopted yet', async () => {
    const says = new Set<string>();
    for (const language of languages) {
      const { text } = await browserOf(service).get(`/apply/c/${slug}?lang=${language}`);
      says.add(/<p class="govuk-inset-text">([^<]*)<\/p>/.exec(text)![1]!);
    }
    expect(says.size).toBe(6);
    const who = await application(service, conferenceId, 'early@invented.example');
    const words = 'has been announced and is not adopted yet';
    for (const path of [`/apply/c/${slug}`, `/apply/c/${slug}/track/6b`]) expect((await browserOf(service).get(path)).text).toContain(words);
    const browser = await inside(service, who);
    for (const path of ['', '/check']) expect((await browser.get(`/apply/a/${who.applicationId}${path}`)).text).toContain(words);
    const { text } = await browserOf(service).get(`/c/${slug}`);
    expect([text.includes('A/71/L.58'), text.includes('announced, not adopted yet')]).toEqual([true, true]);
    expect(await (await fetch(`${service.url}/api/v1/public/conferences/${slug}`)).json()).toMatchObject({ symbol: 'A/71/L.58', adopted: null });
  });

  it('circulates no list and tells no outcome', async () => {
    await expect(service.get(CirculateListHandler).execute({ listId, ...closing }, officer)).rejects.toMatchObject({ rule: 'resolution-not-adopted' });
    await expect(service.get(CirculateListHandler).preview(listId, closing)).rejects.toMatchObject({ rule: 'resolution-not-adopted' });
    const { category: _, ...bare } = complete;
    const institution = await application(service, conferenceId, 'institution@invented.example', { ...bare, name: 'Invented Institution' }, 'nhri');
    await expect(service.get(ScreeningHandlers).decide({ applicationId: institution.applicationId, outcome: 'eligible' }, officer)).rejects.toMatchObject({ rule: 'resolution-not-adopted' });
    // What is told with the list can be decided: nobody learns of it.
    const early = await application(service, conferenceId, 'screened@invented.example');
    await service.get(ScreeningHandlers).recommend({ applicationId: early.applicationId, outcome: 'eligible' }, officer);
    await service.get(ScreeningHandlers).decide({ applicationId: early.applicationId, outcome: 'eligible' }, second);
    const console = await signIn(service);
    const page = (await console.get(`/office/lists/${listId}`)).text;
    expect([page.includes('announced and not adopted yet'), page.includes('/acts/circulate')]).toEqual([true, false]);
  });

  it('refuses an adoption by one officer, on a day to come, without a symbol, or without what was announced', async () => {
    const adopting = service.get(AdoptModalityHandler);
    await expect(adopting.execute(command(), { ...officer, proposer: undefined } as never)).rejects.toMatchObject({ rule: 'second-officer-missing' });
    await expect(adopting.execute({ ...command(), symbol: ' ', adopted: '2026-12-24' }, officer)).rejects.toMatchObject({ faults: [{ field: 'symbol', rule: 'field-empty' }, { field: 'adopted', rule: 'adoption-in-future' }] });
    await expect(adopting.execute({ ...command(), adopted: '2026-02-30' }, officer)).rejects.toMatchObject({ faults: [{ field: 'adopted', rule: 'date-shape' }] });
    const poorer = announced();
    poorer.meetings.pop();
    await expect(adopting.execute({ ...command(), modality: poorer }, officer)).rejects.toMatchObject({ faults: [{ field: 'modality/meetings', rule: 'modality-fault' }] });
    await expect(adopting.execute({ ...command(), modality: { id: 'x' } }, officer)).rejects.toMatchObject({ faults: expect.arrayContaining([expect.objectContaining({ rule: 'modality-fault' })]) });
  });

  it('is adopted by two officers, and then goes its way under what was adopted', async () => {
    const [first, other, client] = [await signIn(service), await signIn(service, 'second@office.example', 'Other Approver'), await clientOf(service)];
    const modality = announced();
    modality.silence.minimum = { hours: 96 };
    for (const language of languages) modality.lists[0]!.title[language] += ' (as adopted)';
    // A proposal on a draft under the announced modality lapses with it.
    const version = (await service.get(Lists).find(listId)).version;
    const { status, json } = await client.ask('POST', `/conferences/${conferenceId}/adoption`, { body: { symbol: 'A/RES/71/280', adopted: '2026-12-01', modality, proposalReason: 'Adopted today' } });
    expect(status).toBe(202);
    const proposal = `/office/proposals/${json.proposal ?? json.id}`;
    const shown = (await other.get(proposal)).text;
    for (const words of ['A/RES/71/280', '2026-12-01', 'lists, silence', 'does not change any more']) expect(shown).toContain(words);
    // Another one that waits finds it done.
    const form = `/office/conferences/${slug}/adoption`;
    const none = { field: 'file', name: '', text: '' };
    expect((await first.get(`/office/conferences/${slug}`)).text).toContain(form);
    expect((await first.upload(form, form, { symbol: 'A/RES/71/280', adopted: '', proposalReason: 'Too' }, none)).status).toBe(422);
    const late = (await first.upload(form, form, { symbol: 'A/RES/71/280', adopted: '2026-12-01', proposalReason: 'Too' }, none)).location!;
    expect((await other.post(proposal, proposal, { do: 'approve' })).location).toBe('/office');
    expect((await other.post(late, late, { do: 'approve' })).status).toBe(409);
    expect((await service.get(Conferences).byId(conferenceId)).modality).toMatchObject({ source: { symbol: 'A/RES/71/280', adopted: '2026-12-01' }, silence: { minimum: { hours: 96 } } });
    const list = await service.get(Lists).find(listId);
    expect([list.version > version, list.title.en.endsWith('(as adopted)')]).toEqual([true, true]);
    expect((await first.get(form)).status).toBe(409);
    expect((await browserOf(service).get(`/apply/c/${slug}`)).text).not.toContain('not adopted yet');
    await expect(service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-04T17:00', zone: 'America/New_York' }, officer)).rejects.toMatchObject({ rule: 'deadline-below-minimum' });
    expect((await service.get(CirculateListHandler).execute({ listId, ...closing }, officer)).names).toBe(2);
    expect(await service.get(Proposals).waiting(officer)).toHaveLength(1);
  });
});
