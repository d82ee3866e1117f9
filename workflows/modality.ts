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

export interface Silence {
  /** What the resolution says of the length; null where it leaves it to the Office. `until` and `at` are wall times in `zone`. */
  length: { days: number; at?: string } | { hours: number } | { until: string } | null;
  /** The shortest silence period that may be set; null where there is none. */
  minimum: { days: number } | { hours: number } | null;
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
  source: { symbol: string; title: Six; adopted: string };
  /** Who draws up the list and circulates it. */
  office: Six;
  /** Who may object. */
  electorate: 'memberStates' | { codes: string[] };
  categories: { id: string; label: Six }[];
  lists: ListRule[];
  silence: Silence;
  objection: {
    /** `drops`: a standing objection keeps the name off the final list. `contested`: a body decides on the name. */
    effect: 'drops' | 'contested';
  };
  reasons: { rule: 'voluntary' | 'onRequest' | 'none'; maxLength: number; statement: Worded };
  withdrawal: { until: 'deadline' | 'finalization' };
  disclosure: Record<Fact, Record<Audience, Disclosure>>;
  /** The body that decides on contested names, one by one; null where none does. */
  decision: { body: Six; outcomes: ('include' | 'exclude' | 'defer')[] } | null;
  assembly: { proposed: boolean; final: boolean; clause: Worded };
  /** What an accreditation under this modality is good for. */
  validity: Six;
  /** By JSON pointer of the field. */
  sources: Record<string, Source>;
}
