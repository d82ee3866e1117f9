import { RecordDisclosureRequestHandler } from '../../src/disclosures/index.js';
import { DisclosureBox } from '../../src/disclosures/disclosure-box.js';
import { Lists } from '../../src/lists/index.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { basisToWhoeverAsks } from '../support/modalities.js';
import { asText, rawBytes } from '../support/raw-bytes.js';
import { circulatedRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { deskOf, one } from './desk.js';

const CANARIES = ['CANARY-basis-51d0', 'CANARY-note-77aa', 'CANARY-reason-9e1c'];
/** The minute in which the State asked; nothing else happens in it. */
const ASKED = '2026-12-03T11:22:33';

eachService('the desk in a copy of the database without the key', { per: 'test', now: '2026-12-01T15:00:00.000Z' }, (service, { database }) => {
  const rows = (table: string) => service.get(UnitOfWork).run((tx) => tx.query(`SELECT * FROM "${table}"`)) as Promise<Record<string, string>[]>;

  /** One State asks through its link and another by note verbale, one is answered; returns what a thief would learn, in words. */
  async function told(): Promise<string[]> {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const desk = deskOf(service, listId);
    await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, 'KE', 1), memberState: 'KE' });
    await desk.object('KE', ids[0]!, CANARIES[0]);
    service.setTime('2026-12-03T11:22:33.444Z');
    await desk.ask('KE', [ids[0]!]);
    const proposal = await desk.propose(await desk.requestOf('KE'));
    service.setTime('2026-12-04T15:00:00.000Z');
    await desk.approve(proposal);
    await service.get(RecordDisclosureRequestHandler).execute({ listId, iso2: 'JP', names: [ids[1]!], reference: CANARIES[1]!, receivedAt: '2026-12-04T10:00:00.000Z' }, one);

    const found: string[] = [];
    const bytes = await rawBytes(database);
    expect(bytes.includes('Invented Association 2')).toBe(true); // the look into the bytes works
    for (const canary of CANARIES) if (bytes.includes(canary) || bytes.includes(Buffer.from(canary).toString('base64').slice(0, 16))) found.push(canary);
    for (const table of ['disclosure_request', 'disclosure']) {
      const text = asText(await rows(table)).replaceAll(listId, '');
      for (const word of ['"KE"', '"JP"', ...ids, ASKED, '2026-12-04T']) if (text.includes(word)) found.push(`${table} tells ${ids.includes(word) ? 'the name' : word}`);
    }
    // Entries of the desk are among the sealed ones; what is chained of those is open to whoever gets an export.
    for (const { entry, sealed } of await rows('record_entry')) {
      if (/disclos/.test(entry!)) found.push('the record tells that somebody asked');
      if (sealed && ['KE', 'JP', listId, ...ids, '2026-12-0'].some((word) => entry!.includes(`"${word}`))) found.push('the record tells who, what or when');
    }
    const owners = new Set((await rows('objection')).map(({ ownerTag }) => ownerTag));
    if ((await rows('disclosure_request')).some(({ askerTag }) => owners.has(askerTag!))) found.push('the asker is the objector');
    return found;
  }

  it('tells neither who asked, nor about what, nor when, nor what was given', async () => {
    expect(await told()).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['a request that is not sealed', () => { service.get(DisclosureBox).sealRequest = (_list, _id, facts) => JSON.stringify(facts); }, 'CANARY-note-77aa'],
    ['an answer that is not sealed', () => { service.get(DisclosureBox).sealGiven = (_list, _id, facts) => JSON.stringify(facts); }, 'CANARY-basis-51d0'],
    ['a tag that is the State\'s code', () => { service.get(DisclosureBox).asker = (_list, iso2) => iso2; }, 'disclosure_request tells "KE"'],
    ['the same tag for asking and objecting', () => { service.get(DisclosureBox).asker = (listId, iso2) => service.get(Keys).ofList(listId).tag('owner', iso2); }, 'the asker is the objector'],
  ])('would be caught with %s', async (_, plant, caught) => {
    const box = service.get(DisclosureBox);
    plant();
    // What is not sealed cannot be opened either: the plant brings its own way back.
    const open = { request: box.openRequest.bind(box), given: box.openGiven.bind(box) };
    box.openRequest = (row) => (row.sealed.startsWith('{') ? { ...JSON.parse(row.sealed), id: row.id } : open.request(row));
    box.openGiven = (row) => (row.sealed.startsWith('{') ? JSON.parse(row.sealed) : open.given(row));
    expect(await told()).toContain(caught);
  });

  /** Sizes of the boxes after different requests and answers. */
  async function sizes(): Promise<{ requests: number; answers: number }> {
    const { listId, ids } = await circulatedRound(service, { names: 300, addresses: false });
    const desk = deskOf(service, listId);
    await desk.given('JP', [ids[0]!]);
    for (const at of [1, 2, 3, 4]) await desk.object('FR', ids[at]!, `Invented basis ${'x'.repeat(at * 40)}`);
    await desk.given('KE', 'all');
    const count = async (table: string) => new Set((await rows(table)).map(({ sealed }) => sealed!.length)).size;
    const answers = await count('disclosure');
    await desk.ask('CL', ids);
    return { requests: await count('disclosure_request'), answers };
  }

  it('shows boxes of one size, whatever was asked and whether or not there was anything to give', async () => {
    expect(await sizes()).toEqual({ requests: 1, answers: 1 });
  });

  it('would be caught with boxes that are as long as what they hold', async () => {
    const box = service.get(DisclosureBox);
    box.sealRequest = (listId, id, facts) => service.get(Keys).ofList(listId).seal(`disclosure-request:${id}`, JSON.stringify(facts));
    box.sealGiven = (listId, id, facts) => service.get(Keys).ofList(listId).seal(`disclosure:${id}`, JSON.stringify(facts));
    const { requests, answers } = await sizes();
    expect([requests > 1, answers > 1]).toEqual([true, true]);
  });

  /** What under 71/280 a State that asked could learn of who objected. */
  async function objectorsNamed(): Promise<string[]> {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false, modality: basisToWhoeverAsks() });
    const desk = deskOf(service, listId);
    await desk.object('KE', ids[0]!, 'Invented basis');
    const { names, others } = await desk.given('JP', 'all');
    const shown = JSON.stringify([names.map(({ name, words, objections }) => [name, words, objections]), others]);
    return ['Kenya', 'Кения', 'كينيا', '"KE"'].filter((word) => shown.includes(word));
  }

  it('and an answer under 71/280 names no objector', async () => {
    expect(await objectorsNamed()).toEqual([]);
  });

  it('would be caught with an answer that carries the objector\'s name', async () => {
    const lists = service.get(Lists);
    const real = lists.conferenceOf.bind(lists);
    lists.conferenceOf = async (list) => {
      const conference = structuredClone(await real(list));
      conference.modality.disclosure.objector.requestingState = 'onRequest';
      return conference;
    };
    expect(await objectorsNamed()).toEqual(['Kenya', 'Кения', 'كينيا', '"KE"']);
  });
});
