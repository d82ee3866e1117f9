/** The six official languages. */
export type Six = Record<'ar' | 'zh' | 'en' | 'fr' | 'ru' | 'es', string>;

/** Words in six languages, with the languages in which they are a courtesy translation of ours. */
export interface Worded {
  text: Six;
  courtesy: Record<keyof Six, boolean>;
}

export type Fact = 'objectionExists' | 'objector' | 'basis' | 'proposedNames' | 'finalNames';
export type Audience = 'office' | 'objector' | 'requestingState' | 'memberStates' | 'organization' | 'public';
/** `own`: of its own acts only. `onRequest`: by a recorded disclosure. */
export type Disclosure = 'yes' | 'own' | 'onRequest' | 'atCirculation' | 'atFinalization' | 'no';

/**
 * Who learns something of an objection. One cell is a choice: what a State that asks is told, at once or once the list is final.
 * The others are fixed, and the schema takes nothing else: the Office carries the procedure out, an objecting State knows its own
 * acts, and nobody else learns anything, or a State that objects could not trust the Office.
 */
export interface OfAnObjection {
  office: 'yes';
  objector: 'own';
  requestingState: 'onRequest' | 'atFinalization' | 'no';
  memberStates: 'no';
  organization: 'no';
  public: 'no';
}

/**
 * Who learns names. All Member States get the letters, or nobody could object and no silence would count; an organization sees what
 * the public sees, and learns of itself by its own letter. What the public sees is a choice.
 */
export interface OfNames<When extends 'atCirculation' | 'atFinalization', ToPublic extends Disclosure> {
  office: 'yes';
  objector: When;
  requestingState: When;
  memberStates: When;
  organization: ToPublic;
  public: ToPublic;
}

export interface Silence {
  /** What the resolution says of the length; null where it leaves it to the Office. `until` and `at` are wall times in `zone`. */
  length: { days: number; at?: string } | { hours: number } | { until: string } | null;
  /** The shortest silence period that may be set; null where there is none. */
  minimum: { days: number } | { hours: number } | null;
  /** The least time that a Mission should have between being served and the deadline: less of it warns the Office and blocks nothing. */
  leastAfterService?: { days: number } | { hours: number };
  /** IANA zone. */
  zone: string;
}

export interface ListRule {
  key: string;
  title: Six;
  /** Paragraph of the source, e.g. `6 (b)`. */
  paragraph: string;
  scope: 'preparatoryProcess' | 'conference' | 'both';
  scopeNote: string | null;
  /** `2017-04` or `2017-04-30`: the resolution's own precision. */
  due: string | null;
  /** Key of another list whose final names may be put onto the draft of this one; where absent, none may. */
  carriesFrom?: string;
  /** Until when names may be added to the list, once it is circulated, by an addendum with a silence period of its own; where absent, never. */
  addenda?: { until: 'finalization' | 'noted' };
}

/** What an accreditation opens: meetings carry one of these. */
export type Scope = 'preparatoryProcess' | 'conference' | 'hearing';

/** How an organization comes in under one paragraph. */
export interface Track {
  key: string;
  /** Paragraph of the source, e.g. `6 (a)`. */
  paragraph: string;
  title: Six;
  /**
   * `list`: through a list that goes to all Member States. `register`: registers with the Secretariat, whose desk checks its
   * standing; never circulated. `none`: there is no register to ask, the desk checks by other means.
   */
  way: { kind: 'list'; list: string } | { kind: 'register'; register: 'consultativeStatus' | 'nationalHumanRightsInstitutions' | 'standingInvitations' | 'none' };
  /** Ids of categories to choose from; empty where the track itself says what the organization is. */
  categories: string[];
  opens: Scope[];
  /** `two`: one officer recommends, another decides. */
  screening: 'one' | 'two';
  /**
   * When an organization learns what the screening decided. `finalization`: with all others, in the words "on" or "not on the
   * final list", so that nobody can tell a name that was screened out from one that was objected to.
   */
  toldAt: 'decision' | 'finalization';
}

/** A meeting as the resolution plans it; a conference keeps its own dates and places beside it, because they move. */
export interface MeetingRule {
  id: string;
  kind: 'thematic' | 'stocktaking' | 'negotiation' | 'hearing' | 'conference';
  paragraph: string;
  title: Six;
  place: Six;
  /** IANA zone of the place. */
  zone: string;
  /** `2018-02` or `2018-02-20`: the resolution's own precision. */
  from: string;
  to: string;
  days: number | null;
  scope: Scope;
  /** Representatives of one organization. */
  quota: number;
}

/** Where a field comes from: a paragraph of the source, or an interpretation that somebody answers for. */
export interface Source {
  paragraph: string | null;
  /** Why the field is as it is, where the source does not say. */
  interpretation: string | null;
}

/** What a resolution decides on the non-objection procedure. */
export interface Modality {
  id: string;
  /** `adopted`: a date; null of a resolution that is announced and not adopted yet, under which calls may open and no list is circulated. */
  source: { symbol: string; title: Six; adopted: string | null };
  /** Who draws up the list and circulates it. */
  office: Six;
  /** Who may object. */
  electorate: 'memberStates' | { codes: string[] };
  categories: { id: string; label: Six }[];
  lists: ListRule[];
  /** Categories of those who come to hearings only (para. 30). */
  hearingCategories: { id: string; label: Six }[];
  tracks: Track[];
  meetings: MeetingRule[];
  silence: Silence;
  objection: {
    /** `drops`: a standing objection keeps the name off the final list. `contested`: a body decides on the name. */
    effect: 'drops' | 'contested';
  };
  reasons: ({ rule: 'voluntary' | 'onRequest'; maxLength: number } | { rule: 'none'; maxLength: null }) & { statement: Worded };
  withdrawal: { until: 'deadline' | 'finalization' };
  /** Fact × audience. */
  disclosure: Record<'objectionExists' | 'objector' | 'basis', OfAnObjection> & {
    proposedNames: OfNames<'atCirculation', 'atCirculation' | 'atFinalization' | 'no'>;
    finalNames: OfNames<'atFinalization', 'atFinalization' | 'no'>;
  };
  /** Whether a State that objected learns that what it made known was disclosed, and to which State. */
  objectorTold: { ofDisclosure: boolean; ofRequester: boolean };
  /** Whether a Mission is asked, beside its link, for a code that came by another channel, and how often it may be mistaken. */
  linkCode: { asked: true; tries: number } | { asked: false; tries: null };
  /** The body that decides on contested names, one by one; null where none does. */
  decision: { body: Six; outcomes: ('include' | 'exclude' | 'defer')[] } | null;
  /** Which lists are brought to the attention of the Assembly. */
  assembly: { proposed: boolean; final: boolean; clause: Worded };
  /** How long what is sealed of a list is kept after its end; then two officers may destroy its key. Nothing is destroyed by itself. */
  retention: {
    /** What is sealed of a list, after its end. */
    months: number;
    /** An application that was begun and not sent: days after it was last saved, and how many days before its end the applicant is reminded. */
    drafts: { days: number; reminder: number };
    /** Forms, documents, questions and representatives: months after the last meeting, the closing of the call and the last list that became final. */
    applications: { months: number };
  };
  /**
   * The report on a list that became final. Figures below `threshold` are withheld from the public. Figures on objections are for
   * the Office alone; or until two officers publish them; or are published with the others.
   */
  report: { threshold: number; objections: 'office' | 'twoOfficers' | 'finalization' };
  /** What an accreditation under this modality is good for. */
  validity: Six;
  /** By JSON pointer of the field. */
  sources: Record<string, Source>;
}
