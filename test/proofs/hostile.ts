import { readFileSync } from 'node:fs';
import { ApplicationSessions, ApplyHandlers, Calls, OpenCallHandler, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { ChangeMissionsHandler } from '../../src/directory/index.js';
import { DisclosuresQuery, ReleaseDisclosureHandler, RequestDisclosureHandler } from '../../src/disclosures/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, List, Lists, NameBook, Nomination, ruleOf, TransmitToAssemblyHandler } from '../../src/lists/index.js';
import { HandOffHandler } from '../../src/meetings/index.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { actorOf, Officers } from '../../src/officers/index.js';
import type { Role } from '../../src/officers/rights.js';
import type { Actor } from '../../src/platform/actor.js';
import { languages } from '../../src/platform/i18n.js';
import { OutboxMessage } from '../../src/outbox/outbox-message.entity.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import type { Modality } from '../../workflows/modality.js';
import { application, complete } from '../doors/apply/applicant.js';
import type { Database } from '../support/databases.js';
import { basisToWhoeverAsks } from '../support/modalities.js';
import { invented, officer } from '../support/round.js';
import type { Service } from '../support/service.js';
import type { Mail } from '../support/smtp.js';
import { prose, texts } from './corpus.js';
import { formsOf, programOf, type Program } from './fields.js';
import type { Expected } from './judges.js';
import { BEGIN, DEADLINES } from './round.js';
import { World } from './world.js';

export const STATES = ['KE', 'FR', 'JP', 'BR'] as const;
export const FILE_NAMES = ['../../x"; filename="y.exe', '<img src=x onerror=alert(1)>.pdf', 'Invented\r\nSet-Cookie: x=1.pdf', `${'\u{1F600}'.repeat(119)}\u202Efdp.exe`];
export const SLUG = 'hostile';
/** A second conference of the kind, of which each list becomes final: its report is there. */
export const COUNTED = 'counted';

/** 71/280 with every word of it taken from the corpus. */
export function hostileModality(): Modality {
  const modality = basisToWhoeverAsks();
  modality.id = 'hostile';
  modality.electorate = { codes: [...STATES] };
  let at = 0;
  const next = (): string => texts[at++ % texts.length]!;
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part as Record<string, unknown>)) {
      if (typeof value === 'string' && ((languages as readonly string[]).includes(key) || ['symbol', 'paragraph', 'scopeNote', 'interpretation'].includes(key))) (part as Record<string, string>)[key] = next();
      else visit(value);
    }
  };
  visit(modality);
  modality.assembly.clause.text.en = prose;
  return modality;
}

/** One conference of which every word is hostile, with officers, Missions and applicants inside. */
export class Hostile {
  listId = '';
  conferenceId = '';
  draftId = '';
  drafter!: { email: string; actor: Actor; program: Program; forms: ReturnType<typeof formsOf> };
  approver!: Hostile['drafter'];
  desk!: Hostile['drafter'];
  operator!: Hostile['drafter'];
  auditor!: Hostile['drafter'];
  callId = '';
  applicant!: Applicant;
  institution!: Applicant;

  runningId = '';
  handOff = '';
  missionCookie = '';
  readonly #log: string[] = [];

  private constructor(readonly world: World) {}

  get service(): Service {
    return this.world as unknown as Service;
  }

  static async make(open: () => Promise<Database>): Promise<Hostile> {
    const hostile = new Hostile(await World.alone(open, { plain: true }));
    await hostile.#step('a hostile conference', BEGIN, () => hostile.#begin());
    return hostile;
  }

  async #begin(): Promise<void> {
    const { world } = this;
    this.drafter = await this.#officer(0, ['drafter', 'approver']);
    this.approver = await this.#officer(6, ['drafter', 'approver']);
    this.desk = await this.#officer(22, ['registrationDesk']);
    this.operator = await this.#officer(4, ['operator']);
    this.auditor = await this.#officer(30, ['auditor']);
    await world.get(ChangeMissionsHandler).import(STATES.map((state, at) => ({ row: at + 2, state, address: `mission@${state.toLowerCase()}.example`, language: ['en', 'fr', 'ar', 'zh'][at]! })), officer);
    const title = Object.fromEntries(languages.map((language, at) => [language, texts[language === 'en' ? 28 : at]!]));
    ({ id: this.conferenceId } = await world.get(CreateConferenceHandler).execute({ slug: SLUG, title: title as { en: string }, modality: hostileModality() }, officer));
    ({ id: this.listId } = await world.get(CreateListHandler).execute({ conferenceId: this.conferenceId, key: '6b' }, officer));
    ({ id: this.draftId } = await world.get(CreateListHandler).execute({ conferenceId: this.conferenceId, key: '6c' }, officer));
    for (const track of ['6b', 'nhri']) await world.get(OpenCallHandler).execute({ conferenceId: this.conferenceId, track, opensAt: null, ...DEADLINES[3]! }, officer);
    this.callId = (await world.get(Calls).of(this.conferenceId)).find(({ track }) => track === '6b')!.id;
    this.applicant = await application(this.service, this.conferenceId, 'applicant@invented.example', { ...complete, name: texts[0]!, latinName: texts[1]! });
    for (const name of FILE_NAMES) await world.get(ApplyHandlers).addFile({ field: 'document', name, bytes: Buffer.from('%PDF-1.4\n%%EOF\n') }, this.applicant);
    const { category: _, ...bare } = complete;
    this.institution = await application(this.service, this.conferenceId, 'institution@invented.example', { ...bare, name: texts[5]! }, 'nhri');
  }

  /** Sessions do not outlast a day. */
  async #signIn(): Promise<void> {
    for (const one of ['drafter', 'approver', 'desk', 'operator', 'auditor'] as const) this[one].forms = await this.#enter(this[one].email);
  }

  async #officer(text: number, roles: Role[]): Promise<Hostile['drafter']> {
    const { world } = this;
    const email = `${roles[0]!.toLowerCase()}${text}@office.example`;
    const known = await world.get(Officers).add({ name: texts[text]!, email, roles });
    return { email, actor: actorOf(known), program: programOf(world, await world.get(Officers).issueToken(email, texts[2]!)), forms: await this.#enter(email) };
  }

  async #enter(email: string): Promise<ReturnType<typeof formsOf>> {
    const { world } = this;
    const token = await world.get(Officers).issueSignIn(email);
    const entered = await fetch(`${world.url}/office/sign-in/${token}`, { method: 'POST', body: new URLSearchParams({ email }), redirect: 'manual', headers: { 'user-agent': texts[3]! } });
    const cookie = entered.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    return formsOf(world, cookie);
  }

  link = (iso2: string, listId = this.listId): string => `/m/${this.world.get(MissionLinks).token(listId, iso2, 1)}`;

  async mission(iso2: string, listId = this.listId): Promise<string> {
    return (await this.world.get(MissionSessions).open({ token: this.link(iso2, listId).slice(3), memberState: iso2 })).session;
  }

  /** The other list goes out; a Mission has ticked names and typed a basis, and has not filed yet. */
  async run(): Promise<{ name: string; value: string }> {
    const { world, runningId } = this;
    await this.#step('another circulation', world.clock.at, async () => { await world.get(CirculateListHandler).execute({ listId: runningId, ...DEADLINES[5]! }, officer); });
    const session = { name: `m-${runningId.slice(0, 8)}`, value: await this.mission('FR', runningId) };
    const page = `${world.url}/m/list/${runningId}`;
    const headers = { cookie: `${session.name}=${session.value}` };
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await (await fetch(page, { headers })).text())![1]!;
    const ids = (await world.get(NameBook).of(await world.get(Lists).find(runningId))).names.map(({ id }) => id).slice(-texts.length);
    const send = (path: string, fields: [string, string][]) => fetch(page + path, { method: 'POST', headers, redirect: 'manual', body: new URLSearchParams([['_csrf', csrf], ...fields]) });
    await send('', [...ids.flatMap((id): [string, string][] => [['shown', id], ['name', id]]), ['go', 'continue']]);
    await send('/basis', [['basisForAll', prose], ...ids.map((id, at): [string, string] => [`basis-${id}`, texts[at]!])]);
    return session;
  }

  async session({ applicationId }: Applicant): Promise<string> {
    return (await this.world.get(ApplicationSessions).open(this.world.get(Keys).token('application', applicationId, '1'))).session;
  }

  /** Plain names beside the hostile ones: acts that use a name up have one of their own for each text. */
  async names(many: number, kind: string): Promise<string[]> {
    const names = Array.from({ length: many }, (_, n) => ({
      name: `${kind} ${n}`, acronym: null, countryIso2: 'FR', countryText: null, category: 'civil-society', website: null, city: null, contactEmail: null, contactLanguage: null, womenLed: null,
    }));
    return (await this.world.get(EditNamesHandler).add({ listId: this.listId, names }, officer)).ids;
  }

  /** The institution comes in under paragraph 9, where the desk decides alone. */
  async registered(): Promise<void> {
    await this.world.get(ScreeningHandlers).decide({ applicationId: this.institution.applicationId, outcome: 'eligible' }, officer);
  }

  /** The list goes out, and its letters. */
  async circulate(at: string): Promise<void> {
    await this.#step('circulation', at, async () => { await this.world.get(CirculateListHandler).execute({ listId: this.listId, ...DEADLINES[0]! }, officer); });
    await this.#signIn();
  }

  /** A draft of another conference. */
  async draftOf(slug: string): Promise<string> {
    const { id: conferenceId } = await this.world.get(CreateConferenceHandler).execute({ slug, title: { en: texts[7]! }, modality: hostileModality() }, officer);
    return (await this.world.get(CreateListHandler).execute({ conferenceId, key: '6b' }, officer)).id;
  }

  async anotherDraft(): Promise<string> {
    this.runningId = await this.draftOf('another');
    return this.runningId;
  }

  /** Both lists of another conference go out; plain names, because its report tells none. */
  async #counted(): Promise<string[]> {
    const { world } = this;
    const { id: conferenceId } = await world.get(CreateConferenceHandler).execute({ slug: COUNTED, title: { en: texts[7]! }, modality: hostileModality() }, officer);
    const lists: string[] = [];
    for (const key of ['6b', '6c']) {
      const { id } = await world.get(CreateListHandler).execute({ conferenceId, key }, officer);
      await world.get(EditNamesHandler).add({ listId: id, names: [1, 2, 3].map(invented) }, officer);
      await world.get(CirculateListHandler).execute({ listId: id, ...DEADLINES[2]! }, officer);
      lists.push(id);
    }
    return lists;
  }

  /** A longer silence with a reason of several lines, the final list, people handed over, an answer to a State. */
  async finish(): Promise<void> {
    const { world, listId } = this;
    let counted: string[] = [];
    await this.#step('extension', '2026-12-03T15:00:00.000Z', async () => {
      counted = await this.#counted();
      await world.get(ExtendSilenceHandler).execute({ listId, ...DEADLINES[2]!, reason: prose }, officer);
    });
    await this.#step('final list', '2026-12-22T15:00:00.000Z', async () => {
      for (const id of [listId, ...counted]) await world.get(FinalizeListHandler).execute({ listId: id }, officer);
      for (const which of ['proposed', 'final'] as const) await world.get(TransmitToAssemblyHandler).execute({ listId, which, symbol: texts[which === 'final' ? 9 : 3]! }, officer);
    });
    await this.#step('afterwards', '2026-12-22T16:00:00.000Z', async () => {
      await world.get(RequestDisclosureHandler).execute({ names: 'all' }, { kind: 'mission', iso2: 'FR', listId });
      const [asked] = await world.get(DisclosuresQuery).ofState(listId, 'FR');
      const { answer } = await world.get(DisclosuresQuery).preview(listId, asked!.request.id, officer);
      await world.get(ReleaseDisclosureHandler).execute({ listId, request: asked!.request.id, facts: answer.tag }, officer);
      ({ id: this.handOff } = await world.get(HandOffHandler).execute({ conferenceId: this.conferenceId, meeting: 'negotiation-1' }, officer));
    });
    await this.#signIn();
    this.missionCookie = `m-${listId.slice(0, 8)}=${await this.mission('FR')}`;
  }

  /** A step of the world; the log that it wrote is kept. */
  async #step(name: string, at: string, work: () => Promise<void>): Promise<void> {
    // What waits is sent before the clock goes on: a link to sign in is of no use a day later.
    if (at > this.world.clock.at) await this.log();
    const seen = await this.world.step(name, at, work);
    this.#log.push(...seen.filter(({ what }) => what === 'log').map(({ text }) => text.replace('"time":(now)', '"time":0')));
  }

  async log(): Promise<string[]> {
    await this.#step('log', this.world.clock.at, async () => undefined);
    return this.#log;
  }

  /** Every letter that was sent, with what it must say: made from the catalogs and the conference, without the service's own words. */
  async letters(): Promise<{ mail: Mail; notice: string; expected: Expected }[]> {
    const { world, listId } = this;
    await this.log();
    const rounds = new Map(await Promise.all((await world.get(Reader).manager.find(List)).map(async (list) => [list.id, { list, ...(await world.get(Lists).conferenceOf(list)) }] as const)));
    const rows = new Map((await world.get(Reader).manager.find(OutboxMessage)).map((row) => [row.id, row]));
    const names = new Map((await world.get(Reader).manager.find(Nomination)).map(({ id, name }) => [id, name]));
    return world.sent.map((mail) => {
      const { notice, language, nominationId, address, listId: of, data } = rows.get(/^<([^@]+)@/.exec(mail.parsed.messageId!)![1]!)!;
      const { list, title, modality } = rounds.get(of ?? listId)!;
      const rule = ruleOf(modality, list);
      const catalog = (file: string, spoken: string = language): any => JSON.parse(readFileSync(`templates/locales/${spoken}/${file}.json`, 'utf8'));
      const track = notice.startsWith('application') || notice.startsWith('information') ? modality.tracks.find(({ key }) => key === (address.startsWith('institution') ? 'nhri' : '6b'))! : null;
      const words: Record<string, string> = { conference: title[language], list: rule.title[language], symbol: modality.source.symbol, paragraph: rule.paragraph, track: track?.title[language] ?? '', reason: prose, roles: 'operator' };
      const filled = (text = ''): string => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => words[name] ?? '');
      const worded = notice === 'welcome' ? catalog('office').welcomeLetter : notice === 'officersChanged' ? catalog('office').officersLetter : catalog('notices')[notice];
      const says = {
        welcome: [], circulation: [filled(worded.p1), modality.assembly.clause.text[language]], extension: [filled(worded.p1), filled(worded.reason)], final: [rule.title[language], title[language]],
        officersChanged: [filled(worded.added), (data as { officer: string }).officer],
        acknowledgement: [filled(worded.p1), names.get(nominationId!) ?? ''], outcome: [filled(worded.p1), names.get(nominationId!) ?? ''],
      }[notice] ?? [filled(worded.p1)];
      return { mail, notice, expected: { to: address, subject: notice === 'officersChanged' ? ['en', 'fr'].map((each) => catalog('office', each).officersLetter.subject as string).join(' / ') : filled(worded.subject), says } };
    });
  }
}
