import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { ChangeMissionsHandler } from '../../src/directory/index.js';
import { Relay } from '../../src/delivery/index.js';
import { Ticker } from '../../src/delivery/ticker.js';
import { DisclosuresQuery } from '../../src/disclosures/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler } from '../../src/lists/index.js';
import { MissionCodes, MissionLinks } from '../../src/missions/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { Officers } from '../../src/officers/index.js';
import { Keys } from '../../src/platform/keys.js';
import { signIn } from '../doors/office/console.js';
import { codeBesideTheLink } from '../support/modalities.js';
import { officer } from '../support/round.js';
import { wordOf } from './canary.js';
import { tablesOf } from './tables.js';
import type { ActOptions, Answer, Watched } from './watched.js';
import { Visitor } from './visitor.js';

/** KE objects by its page, CN by its program, AR by note verbale; JP asks for information, FR does nothing. */
const STATES = ['AR', 'CN', 'FR', 'JP', 'KE'] as const;
type State = (typeof STATES)[number];
type Who = State | 'office' | 'second' | 'auditor' | 'public';
export const BEGIN = '2026-12-01T15:00:00.000Z';
const KEY = '6b';

/** Whom a secret may be shown to; nobody else, and never a log, a letter, a file or the database. */
const READERS = {
  basis: ['KE', 'office', 'second'], later: ['KE', 'office', 'second'], gone: ['KE', 'office', 'second'], draft: ['KE'],
  byProgram: ['CN', 'office', 'second'],
  byNote: ['AR', 'office', 'second'], note: ['AR', 'office', 'second', 'auditor'], scan: ['office', 'second'], scanName: ['office', 'second'],
  misdirection: ['FR', 'office', 'second', 'auditor'], asked: ['office', 'second', 'auditor'], withdrawal: ['office', 'second', 'auditor'],
  releaseReason: ['office', 'second', 'auditor'], late: ['office', 'second', 'auditor', 'AR'], lateReason: ['office', 'second', 'auditor'],
} satisfies Record<string, Who[]>;
export type Label = keyof typeof READERS;

/** A text that holds a secret, with everything that some way of writing must escape, and a line that reads like one of a stack. */
export const text = (label: string): string => `${wordOf(label)} "<&é=%>\n    at ${wordOf(label)} (file:///invented.js:1:1)`;
export const line = (label: string): string => `${wordOf(label)} "<&é=%>`;

/** What pages, letters and the record may tell, but nothing that an operator reads. */
const open = (sink: string): boolean => !['log', 'output', 'file', 'the answer to a fault'].includes(sink);

/** One round in which every secret of the procedure passes every way that there is for it. */
export class CanaryRound {
  readonly readers = new Map<Label, Set<string>>(Object.entries(READERS).map(([label, who]) => [label as Label, new Set<string>(who)]));
  readonly visitors = {} as Record<Who, Visitor>;
  listId = '';
  slug = '';
  ids: string[] = [];
  /** Names to which CN objects next. */
  readonly #noted = [4, 8, 9];
  readonly #next = [3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15];

  private constructor(readonly watched: Watched) {}

  /** A list in circulation, its officers signed in. `run` keeps rounds of one service apart. */
  static async open(watched: Watched, run = 0): Promise<CanaryRound> {
    const round = new CanaryRound(watched);
    const { service } = watched;
    watched.canaries = [];
    for (const [label, readers] of round.readers) watched.canaries.push({ label, word: wordOf(label), mayReach: (sink) => readers.has(sink) });
    // Letters, pages and the record tell the reason of an extension; what goes wrong on the way to them does not.
    round.#guard('the reason of an extension', wordOf('extension'), open);
    service.holdTime(BEGIN);
    round.slug = `canaries-${run}`;
    const modality = { ...codeBesideTheLink(20), electorate: { codes: [...STATES] } };
    const { id: conferenceId } = await service.get(CreateConferenceHandler).execute({ slug: round.slug, title: { en: 'Invented Conference' }, modality }, officer);
    if (run === 0) await service.get(ChangeMissionsHandler).import(STATES.map((state) => ({ row: 2, state, address: `mission@${state.toLowerCase()}.example`, language: '' })), officer);
    const { id: listId } = await service.get(CreateListHandler).execute({ conferenceId, key: KEY }, officer);
    round.listId = listId;
    round.ids = (await service.get(EditNamesHandler).add({
      listId, names: Array.from({ length: 16 }, (_, n) => ({
        name: `Invented Association ${n}`, acronym: null, countryIso2: 'BR', countryText: null, category: modality.categories[0]!.id, website: null, city: null,
        contactEmail: `contact${n}@invented.example`, contactLanguage: null, womenLed: null,
      })),
    }, officer)).ids;
    round.ids.forEach((id, at) => round.#guard(`the number of name ${at}`, id, open));
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    service.holdTime('2026-12-01T16:00:00.000Z');
    for (const [who, name, roles] of [['office', 'Amal Field', ['drafter', 'approver']], ['second', 'Noor Field', ['drafter', 'approver']], ['auditor', 'Lin Field', ['auditor']]] as const) {
      if (run === 0) await service.get(Officers).add({ name, email: `${who}@office.example`, roles: [...roles] });
      round.visitors[who] = new Visitor(who, watched, (await signIn(service, `${who}@office.example`)).cookie);
    }
    for (const who of [...STATES, 'public'] as const) round.visitors[who] = new Visitor(who, watched);
    for (const state of STATES) {
      round.#guard(`the link of ${state}`, round.token(state), (sink) => sink === state || sink === `letter to mission@${state.toLowerCase()}.example`);
      round.#guard(`the code of ${state}`, await round.#code(state), (sink) => ['office', 'second'].includes(sink));
    }
    return round;
  }

  token(state: State, generation = 1): string {
    return this.watched.service.get(MissionLinks).token(this.listId, state, generation);
  }

  get base(): string {
    return `/m/list/${this.listId}`;
  }

  get desk(): string {
    return `/office/lists/${this.listId}`;
  }

  /** All that is there for one of them to look at. */
  async look(who: Who, ...paths: string[]): Promise<void> {
    for (const path of paths) await this.watched.read(`${who} looks at ${path}`, () => this.visitors[who].get(path));
  }

  /** What is there for those who may know nothing: another State, an organization, the public. */
  async others(): Promise<void> {
    const { base, slug, ids } = this;
    await this.look('FR', base, `${base}/own`, `${base}/print`, `${base}/information`, `${base}/proposed.csv`, `${base}/proposed.xlsx`, '/api/v1/mission/list', '/api/v1/mission/objections', '/api/v1/mission/disclosures');
    const status = this.watched.service.get(Keys).reference(ids[0]!);
    await this.look('public', '/', `/c/${slug}`, `/c/${slug}/${KEY}/proposed`, `/c/${slug}/${KEY}/proposed/names.csv`, `/api/v1/public/conferences/${slug}`, `/status/${status}`, `/api/v1/public/status/${status}`, '/record', '/healthz', '/readyz');
  }

  /** What officers read, and an auditor, who reads everything but reasons. */
  async officers(): Promise<void> {
    const { desk } = this;
    const list = await this.visitors.office.get(`${desk}/objections?by=state`);
    const scan = /href="([^"]+\/scans\/[^"]+)"/.exec(list.text)![1]!;
    await this.look('office', desk, `${desk}/objections`, scan, `${desk}/timeline`, `${desk}/progress`, `${desk}/deliveries`, `${desk}/export/proposed.xlsx`, `${desk}/export/proposed-shared.csv`, '/office/proposals');
    await this.look('auditor', `${desk}/objections?by=state`, `${desk}/timeline`, `${desk}/disclosures`, '/office/record/export');
    await this.watched.refused('an auditor asks for a scan', () => this.visitors.auditor.get(scan), 403);
  }

  /** Forms and programs that are wrong: whoever wrote them reads it again, nobody else does. */
  async invalid(): Promise<void> {
    const { visitors: { KE, CN, FR, office }, watched, base, desk, ids } = this;
    const form = await KE.form(base);
    const objections = (basis: unknown): { json: unknown } => ({ json: { objections: [{ nominationId: ids[5], basis }] } });
    const api = '/api/v1/mission/objections';
    const wrong: [string, () => Promise<Answer>, ...number[]][] = [
      ['a basis that is too long', () => CN.post(api, objections(text('byProgram').repeat(200))), 422],
      ['a basis that is no text', () => CN.post(api, objections({ [text('byProgram')]: text('byProgram') })), 400, 422],
      ['a name that is none', () => CN.post(api, { json: { objections: [{ nominationId: text('byProgram'), basis: text('byProgram') }] } }), 400, 422],
      ['JSON that breaks off', () => CN.post(api, { json: `{"objections":[{"basis":${JSON.stringify(text('byProgram'))}` }), 400],
      ['a body that is too large', () => CN.post(api, objections(text('byProgram').repeat(60_000))), 413],
      ['a filing without a session', () => new Visitor('CN', watched).post(api, objections(text('byProgram'))), 401],
      ['a page form without its mark', () => KE.post(`${base}/basis`, { fields: [['basisForAll', text('basis')]] }), 403],
      ['a page form that is too large', () => KE.post(`${base}/basis`, { fields: [...form, ['basisForAll', text('basis').repeat(60_000)]] }), 413],
      ['a report that is not sure', () => FR.post(`/m/${this.token('FR')}/not-us`, { fields: [['note', text('misdirection')]] }), 422],
      ['a note verbale that is no form in parts', () => office.post(`${desk}/objections/record`, { fields: [['reference', line('note')], ['basis', text('byNote')]] }), 400, 403],
      ['a scan that is none', () => this.note(Buffer.from(text('scan'))), 422],
    ];
    for (const [what, send, ...statuses] of wrong) await watched.refused(what, send, ...statuses);
  }

  /** A note verbale with this scan, in one request. */
  async note(bytes: Buffer): Promise<Answer> {
    const page = `${this.desk}/objections/record`;
    const marks = await this.visitors.office.form(page);
    return this.visitors.office.post(page, {
      fields: [...marks, ['states', 'AR'], ['reference', line('note')], ['receivedAt', '2026-12-01'], ['receivedTime', '10:00'], ['names', this.ids[5]!], ['basis', text('byNote')], ['stage', 'record']],
      file: { field: 'scan', name: `${wordOf('scanName')}.pdf`, bytes },
    });
  }

  /** In by link and code; by the page and by a program. */
  async enter(state: State): Promise<void> {
    const visitor = this.visitors[state];
    const [link, code] = [this.token(state), await this.#code(state)];
    // A try of a code is counted before the code is compared, and stays counted.
    const entering: ActOptions = { lasts: false, besides: ['mission_code'] };
    await this.watched.act(`${state} enters`, () => visitor.post(`/m/${link}`, { fields: [['memberState', state], ['code', code]] }), entering);
    const session = await this.watched.act(`the program of ${state} enters`, () => visitor.post('/api/v1/mission-sessions', { json: { link, memberState: state, code } }), entering);
    visitor.bearer = (JSON.parse(session.text) as { token: string }).token;
    for (const secret of [...visitor.cookies, visitor.bearer]) this.#guard(`a session of ${state}`, secret, (sink) => sink === state);
  }

  /** Three names by the page: one with a basis, one of which the basis comes later, one that is let go again. */
  async fileByPage(): Promise<void> {
    const { visitors: { KE }, base, ids } = this;
    const [first, second, third] = ids as [string, string, string];
    const ticks = await KE.form(base);
    await this.watched.act('KE ticks names', () => KE.post(base, { fields: [...ticks, ...ids.map((id): [string, string] => ['shown', id]), ['name', first], ['name', second], ['name', third], ['go', 'continue']] }), { lasts: false });
    const typed = await KE.form(`${base}/basis`);
    await this.watched.act('KE types bases', () => KE.post(`${base}/basis`, { fields: [...typed, [`basis-${first}`, text('basis')], [`basis-${third}`, text('gone')]] }), { lasts: false });
    await this.look('KE', `${base}/basis`, `${base}/check`);
    const form = await KE.form(`${base}/check`);
    const { location } = await this.watched.act('KE files by its page', () => KE.post(`${base}/check`, { fields: form }));
    await this.look('KE', location, `${location}/file`, `${base}/own`, `${base}/print`, '/api/v1/mission/objections');
  }

  async fileByProgram(): Promise<void> {
    const { CN } = this.visitors;
    const name = this.#next.shift()!;
    this.#guard(`the basis of CN on name ${name}`, wordOf(`program${name}`), (sink) => this.readers.get('byProgram')!.has(sink));
    const sent = { json: { objections: [{ nominationId: this.ids[name], basis: text(`program${name}`) }] }, headers: { 'idempotency-key': `invented-${name}` } };
    await this.watched.act('CN files by its program', () => CN.post('/api/v1/mission/objections', sent));
    await CN.post('/api/v1/mission/objections', sent);
    await this.look('CN', '/api/v1/mission/objections');
  }

  /** A note verbale of AR with its scan, through the page; `reason` proposes it to the second officer. */
  async recordNote(reason?: string): Promise<Answer> {
    const names = reason ? [6] : this.#noted.splice(0, 1);
    const { visitors: { office }, desk, ids } = this;
    const page = `${desk}/objections/record`;
    const note = reason ? 'late' : 'note';
    const told: [string, string][] = [['states', 'AR'], ['reference', line(note)], ['receivedAt', '2026-12-01'], ['receivedTime', '10:00'], ['names', ids[names[0]!]!], ['basis', text('byNote')]];
    const file = { field: 'scan', name: `${wordOf('scanName')}.pdf`, bytes: Buffer.from(`%PDF-1.7 ${text('scan')}`) };
    const marks = await office.form(page);
    const check = await this.watched.act('the Office checks a note verbale', () => office.post(page, { fields: [...marks, ...told, ['stage', 'check']], file }), { lasts: false, besides: ['upload'] });
    const upload = /name="upload" value="([^"]+)"/.exec(check.text)![1]!;
    const none = { field: 'none', name: '', bytes: Buffer.alloc(0) };
    const again = await office.form(page);
    return this.watched.act('the Office records a note verbale', () => office.post(page, { fields: [...again, ...told, ['upload', upload], ['stage', 'record'], ...(reason ? [['proposalReason', reason] as [string, string]] : [])], file: none }));
  }

  async basisLater(): Promise<void> {
    const page = `${this.base}/own/${await this.#objection('KE', 1)}/basis`;
    const form = await this.visitors.KE.form(page);
    await this.watched.act('KE states a basis later', () => this.visitors.KE.post(page, { fields: [...form, ['basis', text('later')]] }));
  }

  async letGo(): Promise<void> {
    const page = `${this.base}/own/${await this.#objection('KE', 2)}/withdraw`;
    const form = await this.visitors.KE.form(page);
    await this.watched.act('KE withdraws', () => this.visitors.KE.post(page, { fields: form }));
    const marks = await this.visitors.KE.form(`${this.base}/own`);
    await this.watched.act('KE has a statement made', () => this.visitors.KE.post(`${this.base}/own/statement`, { fields: marks }), { shown: true });
  }

  async officeWithdraws(): Promise<void> {
    const page = `${this.desk}/objections/${await this.#objection('AR', 4)}/withdraw`;
    const form = await this.visitors.office.form(page);
    await this.watched.act('the Office records a withdrawal', () => this.visitors.office.post(page, { fields: [...form, ['reference', line('withdrawal')], ['receivedAt', '2026-12-01'], ['receivedTime', '11:00']] }));
  }

  async reportMisdirection(): Promise<void> {
    await this.watched.act('FR says that it is not meant', () => this.visitors.FR.post(`/m/${this.token('FR')}/not-us`, { fields: [['note', text('misdirection')], ['sure', 'yes']] }), { shown: true });
  }

  /** JP asks by its page, CL by note verbale; two officers release what JP is given. */
  async disclose(): Promise<void> {
    const { visitors: { JP, office }, base, desk, listId } = this;
    const asking = await JP.form(`${base}/information/ask`);
    await this.watched.act('JP asks for information', () => JP.post(`${base}/information/ask`, { fields: [...asking, ['stage', 'ask'], ['which', 'all']] }));
    const page = `${desk}/disclosures/record`;
    const marks = await office.form(page);
    const told: [string, string][] = [['state', 'CL'], ['reference', line('asked')], ['receivedAt', '2026-12-01'], ['receivedTime', '10:00'], ['which', 'some'], ['names', this.ids[0]!], ['stage', 'record']];
    await this.watched.act('the Office records a request', () => office.post(page, { fields: [...marks, ...told] }));
    const request = (await this.watched.service.get(DisclosuresQuery).ofState(listId, 'JP'))[0]!.request.id;
    const look = `${desk}/acts/disclose?request=${request}`;
    await this.look('office', look);
    const form = await office.form(look, 'facts');
    const proposal = await this.watched.act('the Office proposes a disclosure', () => office.post(`${desk}/acts/disclose`, { fields: [...form, ['request', request], ['stage', 'act'], ['proposalReason', text('releaseReason')]] }));
    await this.look('auditor', proposal.location);
    // The words are disclosed from here on, to the State that asked.
    for (const label of ['basis', 'later', 'byProgram', 'byNote'] as const) this.readers.get(label)!.add('JP');
    await this.#approve(proposal.location);
    await this.look('JP', `${base}/information`, `${base}/information/${request}`, '/api/v1/mission/disclosures');
    await this.look('office', `${desk}/disclosures`, `${desk}/disclosures/${request}?in=ar`);
    await this.look('KE', `${base}/own`);
  }

  async extend(): Promise<void> {
    await this.#propose('extend', [['kind', 'extension'], ['deadline', '2026-12-18'], ['time', '17:00'], ['zone', 'America/New_York'], ['reason', text('extension')]]);
  }

  async remind(): Promise<void> {
    const page = `${this.desk}/acts/remind`;
    const form = await this.visitors.office.form(page);
    await this.watched.act('the Office reminds', () => this.visitors.office.post(page, { fields: [...form, ['audience', 'all'], ['when', 'now'], ['stage', 'act']] }));
  }

  /** A new link for a Mission, and a new code. */
  async anew(state: State): Promise<void> {
    const page = `${this.desk}/acts/resend?iso2=${state}`;
    const form = await this.visitors.office.form(page);
    this.#guard(`the new link of ${state}`, this.token(state, 2), (sink) => sink === state || sink === `letter to mission@${state.toLowerCase()}.example`);
    await this.watched.act('the Office gives a new link', () => this.visitors.office.post(`${this.desk}/acts/resend`, { fields: [...form, ['iso2', state], ['newLink', 'yes'], ['stage', 'act']] }));
    const codes = `${this.desk}/codes/${state}`;
    const marks = await this.visitors.office.form(codes);
    await this.watched.act('the Office gives a new code', () => this.visitors.office.post(`${codes}/new`, { fields: marks }));
    this.#guard(`the new code of ${state}`, await this.#code(state), (sink) => ['office', 'second'].includes(sink));
    await this.look('office', codes, `${this.desk}/codes/print`);
  }

  /** What the clock brings: letters are sent, deadlines noticed. */
  async tick(now?: string): Promise<void> {
    const { service } = this.watched;
    if (now) service.holdTime(now);
    const ticked: Answer = { status: 200, location: '', bytes: Buffer.alloc(0), text: '' };
    await this.watched.act('the clock ticks', async () => {
      await service.get<Ticker>(Ticker).tick();
      return ticked;
    }, { many: true });
    // Letters that were on the wire while a statement failed are still written down.
    for (let last = '', now = ' '; now !== last; last = now, now = JSON.stringify([...await tablesOf(service)])) await service.get(Relay).drain();
  }

  async late(): Promise<void> {
    const { location } = await this.recordNote(text('lateReason'));
    await this.look('auditor', location);
    await this.#approve(location);
  }

  async finalize(): Promise<void> {
    await this.#propose('finalize', []);
  }

  /** At the end of the retention nothing opens any more, and not before. */
  async destroyKey(): Promise<void> {
    const lives = (): boolean => this.watched.service.get(Keys).lives(this.listId);
    await this.#propose('destroy-key', [['early', 'Invented']], ({ status }) => {
      if (lives() !== status >= 400) this.watched.found(`the key ${lives() ? 'lives on' : 'is gone'} where its end is answered by ${status}`);
    });
  }

  async #propose(act: string, fields: [string, string][], then?: (answer: Answer) => void): Promise<void> {
    const page = `${this.desk}/acts/${act}`;
    const form = await this.visitors.office.form(page, 'facts');
    const { location } = await this.watched.act(`the Office proposes: ${act}`, () => this.visitors.office.post(page, { fields: [...form, ...fields, ['proposalReason', 'Invented'], ['stage', 'act']] }));
    await this.#approve(location, then);
  }

  /** `then` looks at what no table shows, after each try. */
  async #approve(proposal: string, then: (answer: Answer) => void = () => undefined): Promise<void> {
    const form = await this.visitors.second.form(proposal);
    await this.watched.act('the second officer approves', async () => {
      const answer = await this.visitors.second.post(proposal, { fields: [...form, ['do', 'approve'], ['typed', KEY]] });
      then(answer);
      return answer;
    });
  }

  async #objection(state: State, name: number): Promise<string> {
    const { objections } = await this.watched.service.get(ObjectionsQuery).ofState(this.listId, state);
    return objections.find(({ nominationId }) => nominationId === this.ids[name])!.id;
  }

  async #code(state: State): Promise<string> {
    return (await this.watched.service.get(MissionCodes).ofList(this.listId)).find(({ iso2 }) => iso2 === state)!.code;
  }

  #guard(label: string, word: string, mayReach: (sink: string) => boolean): void {
    this.watched.canaries.push({ label, word, mayReach });
  }
}
