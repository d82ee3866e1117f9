import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { stateName } from '../directory/index.js';
import { MissionLinks } from '../missions/index.js';
import { signInToken, type OfficersChanged } from '../officers/index.js';
import type { Config } from '../platform/config.js';
import { dateText, instantPair, momentText } from '../platform/dates.js';
import { Catalogs, direction, type Language, type Translate } from '../platform/i18n.js';
import { Keys } from '../platform/keys.js';
import { CONFIG } from '../platform/platform.module.js';
import { createViews, type Views } from '../platform/views.js';
import { calendarFile } from './calendar.js';
import { addressNotices, applicationNotices, inLanguage, OFFICERS_CHANGED, officerNotices, type AddressFacts, type AddressNotice, type ApplicationLetterFacts, type ApplicationNotice, type LetterFacts, type NoticeFacts, type NoticeName, type OfficerNotice, type OrganizationNotice, type SignInFacts } from './notices.js';

/** What a letter is made of; text and HTML say the same, block by block. */
type Block = { kind: 'p' | 'quote' | 'small' | 'name'; text: string } | { kind: 'facts'; rows: { label: string; lines: string[] }[] } | { kind: 'link'; label: string; href: string };

/** What a letter says in one language; most say it in one. */
interface Part {
  language: Language;
  t: Translate;
  blocks: Block[];
}

export interface Letter {
  subject: string;
  text: string;
  html: string;
  calendar: string | null;
  /** Where an answer goes; nobody reads what is answered to the other letters. */
  replyTo: string | null;
}

/** Where a Mission's name and its link's token go; nobody who types a title or a reason can guess them. */
const [MISSION, TOKEN] = [randomUUID(), randomUUID()];

/** Words a letter: a pure function of the outbox row's facts, the language and the key, so that each try sends the same bytes. */
@Injectable()
export class Letters {
  readonly #views: Views;
  /** The last letter to Missions in each language, without what is each Mission's own: all letters of a circulation say the same. */
  readonly #common = new Map<Language, { of: string; letter: Letter }>();

  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly catalogs: Catalogs, private readonly keys: Keys, private readonly links: MissionLinks,
  ) {
    this.#views = createViews();
  }

  render(notice: NoticeName, facts: LetterFacts, language: Language, queuedAt: string): Letter {
    if (toOrganizations(notice)) return this.#worded(notice, facts, language, queuedAt, this.#toOrganization(notice, facts, language));
    const { iso2, generation, ...common } = facts;
    const of = JSON.stringify([notice, common, queuedAt]);
    const known = this.#common.get(language);
    const letter = known?.of === of ? known.letter : this.#worded(notice, facts, language, queuedAt, this.#toMission(notice, facts, language));
    this.#common.set(language, { of, letter });
    return { ...letter, ...this.#views.filled(letter, [[MISSION, stateName(iso2!, language)], [TOKEN, generation === 0 ? '…' : this.links.token(facts.listId, iso2!, generation!)]]) };
  }

  #worded(notice: NoticeName, facts: LetterFacts, language: Language, queuedAt: string, blocks: Block[]): Letter {
    const t = this.catalogs.in(language);
    const words = wordsOf(facts);
    const subject = t(`notices:${facts.anew ? 'anew' : notice}.subject`, words);
    const named = facts.addendum ? t('notices:addendum.subject', { subject, number: facts.addendum.number }) : subject;
    return this.#letter(named, [{ language, t, blocks }], { toMission: !toOrganizations(notice), calendar: this.#calendar(notice, facts, t, queuedAt) });
  }

  /** The letter of an outbox row, whomever it goes to. */
  ofRow({ notice, data, language, queuedAt }: { notice: string; data: unknown; language: Language; queuedAt: string }): Letter {
    if (isOfficerNotice(notice)) return this.renderForOfficer(notice, data as SignInFacts, language);
    if (notice === OFFICERS_CHANGED) return this.renderOfOfficers(data as OfficersChanged, queuedAt);
    if (isAddressNotice(notice)) return this.renderOfAddresses(notice, data as AddressFacts, language);
    return isApplicationNotice(notice)
      ? this.renderForApplicant(notice, data as ApplicationLetterFacts, language)
      : this.render(notice as NoticeName, data as LetterFacts, language, queuedAt);
  }

  renderForApplicant(notice: ApplicationNotice, facts: ApplicationLetterFacts, language: Language): Letter {
    const t = this.catalogs.in(language);
    const { applicationId, generation, conferenceTitle, trackTitle } = facts;
    const words = { conference: conferenceTitle, track: trackTitle, date: facts.endsAt ? dateText(facts.endsAt, language) : '' };
    const say = (key: string): Block => ({ kind: 'p', text: t(`notices:${notice}.${key}`, words) });
    const link = this.keys.token('application', applicationId, String(generation));
    const told = notice === 'applicationReceived' || notice === 'applicationDecided';
    const blocks: Block[] = [
      say('p1'), { kind: 'link', label: t('notices:openApplication'), href: `${this.config.publicUrl}/apply/link/${link}?lang=${language}` },
      ...(told ? this.#status(this.keys.reference(`application/${applicationId}`), language, t) : []), say('p2'), ...courtesy(language, t),
    ];
    return this.#letter(t(`notices:${notice}.subject`, words), [{ language, t, blocks }]);
  }

  /** Officers alone get this letter: its words are those of the console, English and French. */
  renderForOfficer(notice: OfficerNotice, { signIn }: SignInFacts, language: Language): Letter {
    const t = this.catalogs.in(language);
    const page = `${this.config.publicUrl}/office/sign-in`;
    const say = (key: string): Block => ({ kind: 'p', text: t(`office:${notice}Letter.${key}`, { page }) });
    const href = `${page}/${signInToken(this.keys, signIn)}?lang=${language}`;
    const blocks: Block[] = [say('p1'), { kind: 'link', label: t('office:signInLetter.link'), href }, say('once'), say('notYou')];
    return this.#letter(t(`office:${notice}Letter.subject`), [{ language, t, blocks }]);
  }

  /** That somebody came to read or decide, or somebody's way in was changed: no officer appears unseen. None of those told has asked for it in a language: it is in both of the console. */
  renderOfOfficers({ change, officer, roles, by }: OfficersChanged, queuedAt: string): Letter {
    const own = by === 'own';
    const parts = (['en', 'fr'] as const).map((language): Part => {
      const t = this.catalogs.in(language);
      const say = (key: string): Block => ({ kind: 'p', text: t(`office:officersLetter.${key}`, { roles: roles.map((role) => t(`office:role.${role}`)).join(', '), page: `${this.config.publicUrl}/office/officers` }) });
      const when: Block = { kind: 'facts', rows: [{ label: t('office:officersLetter.when'), lines: linesOf(queuedAt, language, t) }] };
      return { language, t, blocks: [say(change), { kind: 'name', text: unlinkable(officer) }, when, say(by), say(own ? 'notYou' : 'look')] };
    });
    return this.#letter(parts.map(({ t }) => t(`office:officersLetter.${own ? 'ownSubject' : 'subject'}`)).join(' / '), parts);
  }

  /** It has no link: whoever gets it learns of no list, and opens nothing. */
  renderOfAddresses(notice: AddressNotice, { iso2, addresses, newLink }: AddressFacts, language: Language): Letter {
    const t = this.catalogs.in(language);
    const say = (key: string): Block => ({ kind: 'p', text: t(`notices:${notice}.${key}`) });
    const blocks: Block[] = [
      { kind: 'p', text: t('notices:to', { mission: stateName(iso2, language) }) }, say('p1'),
      ...addresses.map((address): Block => ({ kind: 'name', text: leftToRight(unlinkable(address)) })), ...(newLink ? [say('newLink')] : []), say('p2'), ...courtesy(language, t),
    ];
    return this.#letter(t(`notices:${notice}.subject`), [{ language, t, blocks }], { toMission: true });
  }

  /** The letter as a preview shows it, with an example link that opens nothing. */
  sample(notice: NoticeName, facts: NoticeFacts, language: Language, at: string): Letter {
    return this.render(notice, { ...inLanguage(facts, language), iso2: 'FR', generation: 0, nominationId: 'sample', name: '—' }, language, at);
  }

  #letter(subject: string, parts: Part[], { toMission = false, calendar = null }: { toMission?: boolean; calendar?: string | null } = {}): Letter {
    const page = { subject, parts: parts.map(({ language, t, blocks }) => ({ language, dir: direction(language), blocks, from: t('notices:from'), reply: t(toMission ? 'notices:contact' : 'notices:reply') })) };
    return { subject, ...this.#views.letter(page), calendar, replyTo: toMission ? this.config.contact : null };
  }

  #toMission(notice: NoticeName, facts: LetterFacts, language: Language): Block[] {
    const t = this.catalogs.in(language);
    const words = wordsOf(facts);
    const say = (key: string, more: Record<string, string | number> = {}): Block => ({ kind: 'p', text: t(`notices:${key}`, { ...words, ...more }) });
    const blocks: Block[] = [say('to', { mission: MISSION }), facts.anew ? say('anew.p1', { closed: momentText(facts.anew.closed, language) }) : say(`${notice}.p1`)];
    if (facts.addendum && notice !== 'withdrawal') blocks.push(say('addendum.says', { to: facts.addendum.to }));
    if (facts.reason && (notice === 'extension' || notice === 'withdrawal')) blocks.push(say(`${notice}.reason`));
    // A new period is the first of which a Mission hears that no letter reached before.
    const quotes = notice === 'circulation' || facts.anew !== undefined;
    if (quotes) blocks.push(...this.#clause(facts, t));
    if (notice !== 'final' && notice !== 'withdrawal' && facts.deadline) {
      blocks.push({ kind: 'facts', rows: [{ label: t('notices:deadline'), lines: linesOf(facts.deadline, language, t) }] }, say('names'), say('circulation.silence'), say('circulation.objection'));
      blocks.push(say(facts.basisVoluntary ? 'circulation.basisVoluntary' : 'circulation.basisOther'));
      if (notice === 'extension') blocks.push(say('extension.kept'));
    }
    if (notice === 'final' && facts.toAssembly !== false) blocks.push(say(facts.finalSymbol ? 'final.goes' : 'final.willGo'));
    if (notice === 'final' && facts.finalSymbol) blocks.push({ kind: 'p', text: t('notices:final.document', { symbol: facts.finalSymbol }) });
    if (notice !== 'withdrawal') {
      blocks.push({ kind: 'link', label: t(notice === 'final' ? 'notices:openFinal' : 'notices:open'), href: `${this.config.publicUrl}/m/${TOKEN}?lang=${language}` }, say('link'), ...(facts.code ? [say('code')] : []), say('notUs'));
    }
    if (facts.root) blocks.push({ kind: 'small', text: t('notices:root', { root: inGroups(facts.root) }) });
    blocks.push(...courtesy(language, t, quotes && !facts.clause.courtesy));
    return blocks;
  }

  #clause({ clause }: LetterFacts, t: Translate): Block[] {
    const courtesy = clause.courtesy ? [{ kind: 'small' as const, text: t('notices:clauseCourtesy') }] : [];
    return [{ kind: 'p', text: t('notices:clause') }, { kind: 'quote', text: clause.text }, ...courtesy];
  }

  #toOrganization(notice: OrganizationNotice, facts: LetterFacts, language: Language): Block[] {
    const t = this.catalogs.in(language);
    const words = wordsOf(facts);
    const say = (key: string): Block => ({ kind: 'p', text: t(`notices:${notice}.${key}`, words) });
    const { applicationId, nominationId } = facts;
    const reference = this.keys.reference(applicationId ? `application/${applicationId}` : nominationId!);
    return [
      say('p1'), { kind: 'name', text: unlinkable(facts.name!) }, say('p2'),
      ...this.#status(reference, language, t), ...(notice === 'acknowledgement' ? [say('keep')] : []), ...courtesy(language, t),
    ];
  }

  /** The reference, and where its status can be seen. */
  #status(reference: string, language: Language, t: Translate): Block[] {
    return [
      { kind: 'p', text: t('notices:reference', { reference }) },
      { kind: 'link', label: t('notices:status'), href: `${this.config.publicUrl}/status/${reference}?lang=${language}` },
    ];
  }

  #calendar(notice: NoticeName, facts: LetterFacts, t: Translate, queuedAt: string): string | null {
    if (!facts.deadline || !['circulation', 'extension', 'reminder'].includes(notice)) return null;
    const words = wordsOf(facts);
    const host = new URL(this.config.publicUrl).hostname;
    return calendarFile({
      uid: `${createHash('sha256').update(facts.listId).digest('hex').slice(0, 32)}@${host}`,
      // Seconds of the deadline's own announcement: a later announcement always carries a higher number.
      sequence: Math.floor(Date.parse(queuedAt) / 1000) % 2_147_483_647,
      stamp: queuedAt, at: facts.deadline, summary: t('notices:calendar.summary', words), description: t('notices:calendar.description', words),
      url: this.config.publicUrl,
    });
  }
}

/** Every language but English is a translation of ours; a clause that is quoted as the resolution has it in that language is none. */
const courtesy = (language: Language, t: Translate, aroundClause = false): Block[] =>
  (language === 'en' ? [] : [{ kind: 'small', text: t(aroundClause ? 'notices:courtesyAroundClause' : 'notices:courtesy') }]);

const toOrganizations = (notice: NoticeName): notice is OrganizationNotice => notice === 'acknowledgement' || notice === 'outcome' || notice === 'listWithdrawn';
const isOfficerNotice = (notice: string): notice is OfficerNotice => (officerNotices as readonly string[]).includes(notice);
const isAddressNotice = (notice: string): notice is AddressNotice => (addressNotices as readonly string[]).includes(notice);
const isApplicationNotice = (notice: string): notice is ApplicationNotice => (applicationNotices as readonly string[]).includes(notice);

const wordsOf = (facts: LetterFacts): Record<string, string | number> => ({
  conference: facts.conferenceTitle, list: facts.listTitle, symbol: facts.symbol, paragraph: facts.paragraph,
  names: facts.names, reason: facts.reason ?? '',
});

/** An instant, in New York time and in UTC. */
function linesOf(instant: string, language: Language, t: Translate): string[] {
  const { newYork, utc } = instantPair(instant, language);
  return [t('notices:newYork', { text: newYork }), t('notices:utc', { text: utc })];
}

const leftToRight = (text: string): string => `\u2066${text}\u2069`;

/** A hash as people compare it: in groups of eight, left to right in every script. */
const inGroups = (hash: string): string => leftToRight(hash.replace(/(.{8})(?=.)/g, '$1 '));

/** A name that a mail program will not turn into a link: a word joiner after each sign that makes one. */
const unlinkable = (name: string): string => name.replace(/([.@:/])/g, '$1\u2060');
