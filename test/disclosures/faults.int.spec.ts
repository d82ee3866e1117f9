import { RecordDisclosureRequestHandler, ReleaseDisclosureHandler, type GivenFacts } from '../../src/disclosures/index.js';
import { Answers } from '../../src/disclosures/answers.js';
import { languages } from '../../src/platform/i18n.js';
import { Proposals } from '../../src/proposals/index.js';
import { clientOf } from '../doors/api/client.js';
import { circulatedRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { deskOf, enterMission, one } from './desk.js';

eachService('what the desk promises', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  /** Pages of one answer without its head, which concerns the State that asked. */
  async function read(listId: string, iso2: string, request: string): Promise<string[]> {
    const mission = await enterMission(service, listId, iso2);
    return Promise.all(languages.map(async (language) => /<section class="n-answer">[\s\S]*<\/article>/.exec(await mission.text(`/information/${request}?lang=${language}`))![0]));
  }

  /** Four States ask about the same: by link, later, by note verbale, and one that objected itself. Who reads other words than the first. */
  async function differently(): Promise<string[]> {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const desk = deskOf(service, listId);
    for (const [iso2, basis] of [['FR', 'Invented basis alpha'], ['KE', 'Invented basis beta'], ['BR', null]] as const) await desk.object(iso2, ids[0]!, basis);
    const seen: [string, GivenFacts['names'], string[]][] = [];
    for (const iso2 of ['JP', 'CL', 'EG', 'FR']) {
      if (iso2 === 'CL') service.setTime('2026-12-03T15:00:00.000Z');
      if (iso2 === 'EG') await service.get(RecordDisclosureRequestHandler).execute({ listId, iso2, names: [ids[0]!, ids[1]!], reference: 'NV/7', receivedAt: '2026-12-02T15:00:00.000Z' }, one);
      else await desk.ask(iso2, [ids[0]!, ids[1]!]);
      const request = await desk.requestOf(iso2);
      await desk.approve(await desk.propose(request));
      seen.push([iso2, (await desk.query.ofState(listId, iso2))[0]!.given!.names, await read(listId, iso2, request)]);
    }
    service.setTime('2026-12-01T15:00:00.000Z');
    const [first, ...others] = seen.map(([iso2, names, pages]) => [iso2, JSON.stringify([names.map(({ name, words }) => [name, words]), pages])] as const);
    return others.filter(([, text]) => text !== first![1]).map(([iso2]) => iso2);
  }

  it('every State that asks reads the same words, on the page too and in each language', async () => {
    expect(await differently()).toEqual([]);
  });

  it.each<[string, (names: GivenFacts['names'], iso2: string) => GivenFacts['names'], string]>([
    ['leaves out what the asking State made known itself', (names, iso2) => names.map((name) => (
      { ...name, words: Object.fromEntries(languages.map((language) => [language, name.words[language].filter(({ text }) => !(iso2 === 'FR' && text === 'Invented basis alpha'))])) as typeof name.words }
    )), 'FR'],
    ['words it anew for one that asks by note verbale', (names, iso2) => (iso2 === 'EG' ? names.map((name) => ({ ...name, words: { ...name.words, ar: [...name.words.ar].reverse() } })) : names), 'EG'],
    ['names the asking State in it', (names, iso2) => names.map((name) => ({ ...name, words: { ...name.words, en: [{ kind: 'says', text: `To ${iso2}:` }, ...name.words.en] } })), 'CL'],
  ])('would be caught with an answer that %s', async (_, plant, caught) => {
    const answers = service.get(Answers);
    const real = answers.compose.bind(answers);
    answers.compose = async (list, request) => {
      const answer = await real(list, request);
      return { ...answer, names: plant(answer.names, (request as unknown as { iso2: string }).iso2) };
    };
    expect(await differently()).toContain(caught);
    answers.compose = real;
  });

  /** Ways by which one officer, who may propose and approve, tries to release alone; those that gave the State an answer. */
  async function released(): Promise<string[]> {
    const lone = { ...one, roles: ['drafter', 'approver'] } as const;
    const api = await clientOf(service, 'lone@office.example');
    const worked: string[] = [];
    for (const way of ['the handler', 'a proposer who is the approver', 'approving the own proposal', 'the API twice']) {
      const { listId, ids } = await circulatedRound(service, { names: 2, addresses: false });
      const desk = deskOf(service, listId);
      await desk.object('FR', ids[0]!, 'Invented basis');
      await desk.ask('JP', 'all');
      const request = await desk.requestOf('JP');
      const facts = { listId, request, facts: (await desk.query.preview(listId, request, lone)).answer.tag };
      try {
        if (way === 'the handler') await desk.release.execute(facts, lone);
        if (way === 'a proposer who is the approver') await desk.release.execute(facts, { ...lone, proposer: { id: lone.id, name: lone.name, reason: 'x' } });
        if (way === 'approving the own proposal') await desk.approve((await service.get(Proposals).propose('disclose', { listId, command: facts, reason: 'x' }, lone)).id, lone);
        if (way === 'the API twice') {
          const { json } = await api.ask('POST', `/lists/${listId}/disclosure-requests/${request}/release`, { body: { proposalReason: 'x' } });
          await api.ask('POST', `/proposals/${json.proposal}/approval`);
          await api.ask('POST', `/lists/${listId}/disclosure-requests/${request}/release`, { body: { proposalReason: 'x' } });
        }
      } catch { /* what counts is what the State can read */ }
      if ((await desk.query.ofState(listId, 'JP'))[0]!.given) worked.push(way);
    }
    return worked;
  }

  it('one officer alone releases nothing, by no way', async () => {
    expect(await released()).toEqual([]);
  });

  it('would be caught with a handler that needs one officer, and with an approval of one\'s own', async () => {
    const [release, proposals] = [service.get(ReleaseDisclosureHandler), service.get(Proposals)];
    const [execute, approve] = [release.execute.bind(release), proposals.approve.bind(proposals)];
    release.execute = (command, actor) => execute(command, { ...actor, proposer: { id: 'anybody', name: 'Anybody', reason: 'x' } } as typeof actor);
    expect(await released()).toEqual(['the handler', 'a proposer who is the approver']);
    release.execute = execute;
    proposals.approve = (id, actor) => approve(id, { ...actor, id: `${actor.id}/again` });
    expect(await released()).toEqual(['approving the own proposal', 'the API twice']);
    proposals.approve = approve;
    expect(await released()).toEqual([]);
  });
});
