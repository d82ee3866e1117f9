import { DisclosuresQuery, RequestDisclosureHandler } from '../../src/disclosures/index.js';
import { FinalizeListHandler, OverrideHoldHandler } from '../../src/lists/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { basisOnlyIfAsked, basisToWhoeverAsks, objectorToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { statementsOf } from '../support/statements.js';
import { deskOf, enterMission } from './desk.js';

eachService('the desk at the Missions\' door', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  const enter = (listId: string, iso2: string) => enterMission(service, listId, iso2);
  const round = (names = 3, modality = basisToWhoeverAsks()) => circulatedRound(service, { names, addresses: false, modality });

  it('takes a request from the list\'s page to an answer that can be printed, and keeps what was ticked meanwhile', async () => {
    const { listId, ids } = await round(120);
    const desk = deskOf(service, listId);
    await desk.object('FR', ids[7]!, 'Invented basis');
    const mission = await enter(listId, 'JP');
    expect(await mission.text('')).toContain(`href="${mission.base}/information"`);
    expect(await mission.text('/information')).toContain('Your State has made no request.');
    const blank = await mission.post('/information/ask', [['stage', 'ask']]);
    expect([blank.status, (await blank.text()).includes('Choose one of the answers.')]).toEqual([422, true]);
    const none = await mission.post('/information/ask', [['stage', 'ask'], ['which', 'some']]);
    expect([none.status, (await none.text()).includes('Choose at least one name.')]).toEqual([422, true]);
    const found = await (await mission.post('/information/ask', [['stage', 'find'], ['which', 'some'], ['name', ids[7]!], ['search', 'Association 11']])).text();
    expect([...found.matchAll(/value="([^"]+)" checked/g)].map(([, value]) => value)).toEqual(['some', ids[7]]);
    const french = await mission.post('/information/ask', [['stage', 'ask'], ['which', 'some'], ['name', ids[7]!], ['lang', 'fr']]);
    expect([french.status, (await french.text()).includes('<html lang="fr"')]).toEqual([200, true]);
    expect(await desk.query.ofState(listId, 'JP')).toEqual([]);

    const sent = await mission.post('/information/ask', [['stage', 'ask'], ['which', 'some'], ['name', ids[7]!], ['name', ids[8]!]]);
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${mission.base}/information?done=yes`]);
    const received = await mission.text('/information?done=yes');
    expect(received).toContain('Your request has been received.');
    expect(received).toContain('The answer of the Office will stand here.');
    const request = await desk.requestOf('JP');
    expect((await mission.get(`/information/${request}`)).status).toBe(404);
    await desk.approve(await desk.propose(request));
    expect(await mission.text('/information')).toContain(`href="${mission.base}/information/${request}"`);
    const answer = await mission.text(`/information/${request}`);
    for (const words of ['Invented Association 7', 'Objections that stand: 1.', 'Invented basis', 'Invented Association 8', 'there is no information to share', 'Permanent Mission: Japan']) expect(answer).toContain(words);
    for (const word of ['France', 'Amal Field', 'Noor Field']) expect(answer).not.toContain(word);
  });

  it('gives a foreign Mission nothing: its answer to another\'s address is the one to an address that nobody knows', async () => {
    const { listId, ids } = await round();
    const desk = deskOf(service, listId);
    await desk.given('JP', [ids[0]!]);
    const request = await desk.requestOf('JP');
    const mission = await enter(listId, 'CL');
    const answers = await Promise.all([request, '00000000-0000-4000-8000-000000000000', 'short'].map(async (id) => {
      const { status, headers, text } = await mission.get(`/information/${id}`).then(async (answer) => ({ status: answer.status, headers: answer.headers.get('content-length'), text: await answer.text() }));
      return JSON.stringify([status, headers, text]);
    }));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^\[404/);
    expect(await mission.text('/information')).not.toContain('Invented Association');
  });

  it('reads the same answer once the list is final, and asks on', async () => {
    const { listId, ids } = await round();
    const desk = deskOf(service, listId);
    await desk.object('FR', ids[0]!, 'Invented basis');
    await desk.given('JP', 'all');
    const mission = await enter(listId, 'JP');
    const request = await desk.requestOf('JP');
    const note = async () => /<article[\s\S]*<\/article>/.exec(await mission.text(`/information/${request}`))![0];
    const before = await note();
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await note()).toBe(before);
    // The names that fell are still names that can be asked about.
    expect(await mission.text('/information/ask')).toContain('Invented Association 0');
    expect((await mission.post('/information/ask', [['stage', 'ask'], ['which', 'some'], ['name', ids[0]!]])).status).toBe(303);
  });

  it('shows no desk where the modality lets nobody learn by asking', async () => {
    const modality = basisToWhoeverAsks();
    for (const fact of ['objectionExists', 'objector', 'basis'] as const) modality.disclosure[fact].requestingState = 'no';
    const { listId } = await round(3, modality);
    const mission = await enter(listId, 'JP');
    expect(await mission.text('')).not.toContain('/information');
    expect((await mission.get('/information/ask')).headers.get('location')).toBe(`${mission.base}/information`);
    expect((await mission.post('/information/ask', [['stage', 'ask'], ['which', 'all']])).status).toBe(409);
  });

  it('says before anything is typed who may read it, as the matrix has it', async () => {
    const said = async (modality: ReturnType<typeof basisToWhoeverAsks>) => {
      const { listId, ids } = await round(2, modality);
      const mission = await enter(listId, 'KE');
      await mission.post('', [['shown', ids[0]!], ['name', ids[0]!], ['go', 'continue']]);
      const page = await mission.text('/basis');
      return [...page.matchAll(/<li>([^<]*(?:general basis|name of the State|told of it|own page)[^<]*)<\/li>/g)].map(([, line]) => line).concat(page.includes('<textarea') ? 'a box' : 'no box');
    };
    expect(await said(basisToWhoeverAsks())).toEqual([
      'The general basis: yes, in the words in which it was stated.', 'The name of the State that objected: no.', 'The State that objected is not told of it.', 'a box',
    ]);
    expect((await said(basisOnlyIfAsked())).slice(2)).toEqual(['The State that objected sees on its own page when that was.', 'no box']);
    expect((await said(objectorToWhoeverAsks())).slice(0, 3)).toEqual([
      'The general basis: no.', 'The name of the State that objected: yes.', 'The State that objected sees on its own page when that was, and to which State.',
    ]);
  });

  it('asks for a basis on the page of the State that objected alone, and shows it there when that was shared', async () => {
    const { listId, ids } = await round(3, basisOnlyIfAsked());
    const desk = deskOf(service, listId);
    await desk.object('KE', ids[0]!);
    const [objecting, other] = [await enter(listId, 'KE'), await enter(listId, 'FR')];
    const asked = 'A Member State asks for the general basis of this objection.';
    expect(await objecting.text('/own')).not.toContain(asked);
    await desk.ask('JP', 'all');
    const page = await objecting.text('/own');
    expect(page).toContain(asked);
    expect(page).not.toContain('Japan');
    expect(await other.text('/own')).not.toContain(asked);
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'KE');
    expect((await objecting.post(`/own/${objections[0]!.id}/basis`, [['basis', 'Stated upon request']])).status).toBe(303);
    expect(await objecting.text('/own')).not.toContain('Shared with');
    await desk.approve(await desk.propose(await desk.requestOf('JP')));
    expect(await objecting.text('/own')).toContain('Shared with a Member State that asked');
    expect(await other.text('/own')).not.toContain('Shared with');

    const open = await round(3, objectorToWhoeverAsks());
    await deskOf(service, open.listId).object('KE', open.ids[0]!);
    await deskOf(service, open.listId).given('JP', 'all');
    expect(await (await enter(open.listId, 'KE')).text('/own')).toContain('Shared with: Japan');
  });

  /** What a Mission meets that asks about a list, with what differs by chance taken out; and the SQL that it costs. */
  async function visit(objected: boolean): Promise<{ seen: string[]; statements: string[] }> {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await round();
    const desk = deskOf(service, listId);
    if (objected) for (const iso2 of ['FR', 'KE', 'JP']) await desk.object(iso2, ids[0]!, 'Invented basis');
    const mission = await enter(listId, 'JP');
    const chance = [...ids, listId, mission.csrf];
    const clean = (text: string) => chance.reduce((left, word, at) => left.replaceAll(word, `«${at}»`), text)
      .replace(/(_once\\" value=\\")[\w-]+/g, '$1«mark»')
      .replace(/[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}/g, '«reference»').replace(/\d{2}:\d{2}(:\d{2})?/g, '«time»').replace(/\d+(\.\d{2})? (a|p)\.m\./g, '«time»');
    const { result, statements } = await listening.during(async () => {
      const seen = [];
      for (const ask of [
        () => mission.get('/information'), () => mission.get('/information/ask'), () => mission.post('/information/ask', [['stage', 'find'], ['search', 'Association 0']]),
        () => mission.post('/information/ask', [['stage', 'ask']]), () => mission.post('/information/ask', [['stage', 'ask'], ['which', 'some'], ['name', ids[0]!]]),
        () => mission.post('/information/ask', [['stage', 'ask'], ['which', 'all']]), () => mission.get('/information?done=yes'),
      ]) {
        const answer = await ask();
        const headers = [...answer.headers].filter(([name]) => !['date', 'content-length', 'connection', 'keep-alive'].includes(name));
        seen.push(clean(JSON.stringify([answer.status, headers, await answer.text()])));
      }
      return seen;
    });
    return { seen: result, statements: [...new Set(statements)] };
  }
  let listening: ReturnType<typeof statementsOf>;
  /** What a visit to a list with objections shows or costs that one to a list without does not. */
  async function difference(): Promise<string[]> {
    listening = statementsOf(service);
    const [without, withThem] = [await visit(false), await visit(true)];
    return [
      ...withThem.seen.filter((page, at) => page !== without.seen[at]),
      ...withThem.statements.filter((statement) => !without.statements.includes(statement) || /"(objection|filing|attachment)"/.test(statement)),
    ];
  }

  it('is the same, in every byte and at the same cost, whether or not anybody objected', async () => {
    expect(await difference()).toEqual([]);
  });

  it('would be caught with a page that tells, a refusal that tells, and a read that tells', async () => {
    const [request, query] = [service.get(RequestDisclosureHandler), service.get(DisclosuresQuery)];
    const objections = service.get(ObjectionsQuery);
    const [execute, ofState] = [request.execute.bind(request), query.ofState.bind(query)];
    query.ofState = async (listId, iso2) => {
      const own = await ofState(listId, iso2);
      return (await objections.standing(listId)).length ? own.slice(1) : own;
    };
    const told = await difference();
    expect(told.some((part) => part.startsWith('['))).toBe(true);
    expect(told.some((part) => part.includes('"objection"'))).toBe(true);
    query.ofState = ofState;
    request.execute = async (command, actor) => {
      if (command.names !== 'all' && (await objections.standing(actor.listId)).length === 0) throw new TypeError('Nothing to ask about');
      return execute(command, actor);
    };
    expect((await difference()).length).toBeGreaterThan(0);
    request.execute = execute;
    expect(await difference()).toEqual([]);
  });
});
