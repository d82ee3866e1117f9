import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addendumNumber } from '../../workflows/addenda.js';
import type { Modality, Worded } from '../../workflows/modality.js';
import type { Conference } from '../conferences/index.js';
import type { MissionEntry } from '../directory/index.js';
import { MissionLinks } from '../missions/index.js';
import { Outbox } from '../outbox/index.js';
import { isLanguage, type Language, type SixLanguages } from '../platform/i18n.js';
import { mailboxOf, shownAddress } from '../platform/mail-address.js';

/** The letters that go out. `circulation`, `extension`, `reminder`, `final`, `withdrawal` to Missions; the others to organizations. */
export type MissionNotice = 'circulation' | 'extension' | 'reminder' | 'final' | 'withdrawal';
export type OrganizationNotice = 'acknowledgement' | 'outcome' | 'listWithdrawn';
export type NoticeName = MissionNotice | OrganizationNotice;
/** To those who apply, each about its own application. */
export const applicationNotices = ['applicationLink', 'applicationLinkLost', 'applicationLinkReplaced', 'applicationReceived', 'applicationDraftEnds', 'informationRequested', 'applicationDecided'] as const;
export type ApplicationNotice = (typeof applicationNotices)[number];

/** What a letter to an applicant is made of; the link and the reference are derived from the key when it is sent. */
export interface ApplicationLetterFacts {
  applicationId: string;
  generation: number;
  conferenceTitle: string;
  trackTitle: string;
  symbol: string;
  paragraph: string;
  /** Of a draft: the instant at which it ends. */
  endsAt?: string;
}

/** To officers, about their own signing in. */
export const officerNotices = ['signIn', 'welcome'] as const;
export type OfficerNotice = (typeof officerNotices)[number];

/** Facts of a letter to an officer: which sign-in link. Its token is made from the key when the letter is sent. */
export interface SignInFacts {
  signIn: string;
}

/** To the approvers, and to whom it concerns: that the list of officers was changed. */
export const OFFICERS_CHANGED = 'officersChanged';

/** To the addresses of a Mission that were known before, when the Office changes them or sends a letter to another one. */
export const addressNotices = ['addressAdded', 'addressRemoved', 'letterElsewhere'] as const;
export type AddressNotice = (typeof addressNotices)[number];

/** Which addresses, as far as they are shown: whoever reads the mailbox should know them again, and learn none. */
export interface AddressFacts {
  iso2: string;
  addresses: string[];
  /** Whether the Mission's earlier links ended with a letter that went elsewhere. */
  newLink?: boolean;
}

/** Facts of a letter, as they were in the transaction that caused it. Words are made when it is sent. */
export interface NoticeFacts {
  listId: string;
  conferenceSlug: string;
  conferenceTitle: SixLanguages;
  listTitle: SixLanguages;
  /** Of an addendum: its number, and the list to which it adds names. */
  addendum?: { number: number; to: SixLanguages };
  /** Symbol of the resolution, e.g. `A/RES/71/280`. */
  symbol: string;
  paragraph: string;
  /** The clause that the letter of circulation quotes. */
  clause: Worded;
  /** Whether the basis of an objection is voluntary, and goes, it alone, to any State that asks (footnote 5). */
  basisVoluntary: boolean;
  /** Whether the final list goes to the Assembly; letters queued by an earlier version do not say, and it did. */
  toAssembly?: boolean;
  /** Whether the page behind the link asks for a code that came by another channel. */
  code: boolean;
  names: number;
  circulatedAt: string | null;
  deadline: string | null;
  zone: string;
  reason?: string;
  /** Of the letter on a new silence period: when the one before it closed. It is not reopened, and the letter says so. */
  anew?: { closed: string };
  /** Root of the record when the letter was caused: every Mission becomes its witness. */
  root?: string;
  proposedSymbol?: string | null;
  finalSymbol?: string | null;
}

/** The facts of one letter: in the addressee's language, with what is the addressee's own. */
export type LetterFacts = Omit<NoticeFacts, 'conferenceTitle' | 'listTitle' | 'clause' | 'addendum'> & {
  conferenceTitle: string;
  listTitle: string;
  addendum?: { number: number; to: string };
  clause: { text: string; courtesy: boolean };
  iso2?: string;
  generation?: number;
  /** Whose reference an organization's letter holds: of its application, or where there is none of its name on the list. */
  applicationId?: string;
  nominationId?: string;
  name?: string;
};

interface ListFacts {
  id: string;
  key: string;
  ofKey: string;
  addendumTo: string | null;
  title: SixLanguages;
  circulatedAt: string | null;
  deadline: string | null;
  proposedSymbol: string | null;
  finalSymbol: string | null;
}

/** An organization, by the id of its application or of its name on the list. */
export interface Addressee {
  id: string;
  applied?: boolean;
  name: string;
  contactEmail: string | null;
  contactLanguage: string | null;
}

/** What the letter says of a basis is so under footnote 5; under another rule it leads to the page, which says who may read what. */
const sharesBasisAlone = ({ reasons, disclosure: { objectionExists, basis, objector } }: Modality): boolean => (
  reasons.rule === 'voluntary' && objectionExists.requestingState === 'onRequest' && basis.requestingState === 'onRequest' && objector.requestingState === 'no'
);

/** Whom a letter goes to. Every Mission alike, or every organization in one batch; never one because of what it did. */
@Injectable()
export class Notices {
  constructor(private readonly outbox: Outbox, private readonly links: MissionLinks) {}

  factsOf(conference: Conference, list: ListFacts, more: Pick<NoticeFacts, 'names' | 'zone' | 'reason' | 'anew' | 'root'>): NoticeFacts {
    const rule = conference.modality.lists.find(({ key }) => key === list.ofKey)!;
    return {
      listId: list.id,
      conferenceSlug: conference.slug,
      conferenceTitle: conference.title,
      listTitle: list.title,
      ...(list.addendumTo ? { addendum: { number: addendumNumber(list.key), to: rule.title } } : {}),
      symbol: conference.modality.source.symbol,
      paragraph: rule.paragraph,
      clause: conference.modality.assembly.clause,
      basisVoluntary: sharesBasisAlone(conference.modality),
      toAssembly: conference.modality.assembly.final,
      code: conference.modality.linkCode.asked,
      circulatedAt: list.circulatedAt,
      deadline: list.deadline,
      proposedSymbol: list.proposedSymbol,
      finalSymbol: list.finalSymbol,
      ...more,
    };
  }

  /** One letter to each address of each Mission, in its language of correspondence, with the link in force. */
  async toMissions(tx: EntityManager, notice: MissionNotice, facts: NoticeFacts, missions: MissionEntry[], at: string): Promise<void> {
    const generations = await this.links.generations(facts.listId, tx);
    await this.outbox.queue(tx, at, missions.flatMap(({ iso2, language, addresses }) => addresses.map(({ address }) => ({
      notice, address, language, listId: facts.listId, iso2,
      data: { ...inLanguage(facts, language), iso2, generation: generations.get(iso2) ?? 1 },
      ...(notice === 'reminder' && facts.deadline ? { ofUseUntil: facts.deadline } : {}),
    }))));
  }

  /** Tells the addresses of a Mission that a letter with its link goes to another one: whoever turns it elsewhere cannot do so unseen. */
  async elsewhere(tx: EntityManager, { iso2, language, addresses }: MissionEntry, other: string, newLink: boolean, at: string): Promise<void> {
    if (addresses.some(({ address }) => mailboxOf(address) === mailboxOf(other))) return;
    const data = { iso2, addresses: [shownAddress(other)], newLink } satisfies AddressFacts;
    await this.outbox.queue(tx, at, addresses.map(({ address }) => ({ notice: 'letterElsewhere', address, language, iso2, data })));
  }

  /** One letter to each organization that gave a contact. The outcome letter says no more than whether the name is on the final list. */
  async toOrganizations(tx: EntityManager, notice: OrganizationNotice, facts: NoticeFacts, organizations: Addressee[], at: string): Promise<void> {
    await this.outbox.queue(tx, at, organizations.flatMap(({ id, applied, name, contactEmail, contactLanguage }) => {
      if (!contactEmail) return [];
      const language = isLanguage(contactLanguage) ? contactLanguage : 'en';
      const of = applied ? { applicationId: id } : { nominationId: id };
      return [{ notice, address: contactEmail, language, listId: facts.listId, ...(applied ? {} : of), data: { ...inLanguage(facts, language), ...of, name } }];
    }));
  }
}

/** The facts with their words in one language. */
export function inLanguage(facts: NoticeFacts, language: Language): LetterFacts {
  const { conferenceTitle, listTitle, clause, addendum, ...others } = facts;
  return {
    ...others, conferenceTitle: conferenceTitle[language], listTitle: listTitle[language],
    ...(addendum ? { addendum: { ...addendum, to: addendum.to[language] } } : {}),
    clause: { text: clause.text[language], courtesy: clause.courtesy[language] },
  };
}
