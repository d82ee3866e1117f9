import { Injectable } from '@nestjs/common';
import type { ListRule, Modality } from '../../workflows/modality.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { Lists, NameBook, onFinalList, type List, type NameFilter, type Nomination } from '../lists/index.js';
import type { Language, SixLanguages } from '../platform/i18n.js';
import { Refused } from '../platform/refused.js';
import { Reports, type WholeReport } from '../reports/index.js';
import type { Which } from './public/paths.js';

/** How far a list is, as the public may know it: from release to finalization it is one and the same. */
export type Phase = 'notCirculated' | 'underConsideration' | 'final' | 'noted' | 'withdrawn';

const PHASES: Record<List['state'], Phase> = {
  draft: 'notCirculated', circulated: 'underConsideration', held: 'underConsideration', objectionsConsidered: 'underConsideration',
  finalized: 'final', noted: 'noted', withdrawn: 'withdrawn',
};

export interface PublicList {
  /** The list's own key and title; of an addendum, its own as well. */
  key: string;
  title: SixLanguages;
  rule: ListRule;
  /** Whether it is an addendum, which stands after its list. */
  addendum: boolean;
  phase: Phase;
  /** null as long as nothing was circulated. */
  list: List | null;
  proposed: boolean;
  final: boolean;
  /** What is published of the final list in figures. */
  report: Awaited<ReturnType<Reports['published']>>;
}

/** What the modality lets the public see: nothing here reads, counts or sorts by anything but the stored names and states. */
@Injectable()
export class Published {
  constructor(private readonly conferences: Conferences, private readonly lists: Lists, private readonly book: NameBook, private readonly reports: Reports) {}

  /** `whole`: its figures, once each list has a report that everybody may read. */
  async conference(slug: string): Promise<{ conference: Conference; lists: PublicList[]; whole: WholeReport | null }> {
    const conference = await this.conferences.bySlug(slug);
    const lists = await this.lists.of(conference.id);
    const entries = conference.modality.lists.flatMap((rule) => publicLists(conference.modality, rule, lists));
    const shown = await Promise.all(entries.map(async (entry) => ({ ...entry, report: entry.list && entry.final ? await this.reports.published(entry.list.id) : null })));
    return { conference, lists: shown, whole: shown.every(({ addendum, report }) => addendum || report) ? await this.reports.whole(conference) : null };
  }

  /** One list of names that the modality publishes at this stage; a list that is not published yet is not told from one that does not exist. */
  async list(slug: string, key: string, which: string): Promise<{ conference: Conference; entry: PublicList; related: PublicList[]; list: List; which: Which }> {
    const { conference, lists } = await this.conference(slug);
    const entry = lists.find((one) => one.key === key);
    if (!entry?.list || (which !== 'proposed' && which !== 'final') || !entry[which]) throw new Refused('page-unknown');
    const related = lists.filter(({ rule, addendum, proposed, final }) => rule === entry.rule && addendum !== entry.addendum && (proposed || final));
    return { conference, entry, related, list: entry.list, which };
  }

  /** The report on a list, where its final names are published; where there is none yet, one answer with a list that does not exist. */
  async report(slug: string, key: string): Promise<{ conference: Conference; entry: PublicList }> {
    const { conference, lists } = await this.conference(slug);
    const entry = lists.find((one) => one.key === key);
    if (!entry?.report) throw new Refused('page-unknown');
    return { conference, entry };
  }

  /** The conference as a whole, where each of its lists has a report that is published; before, one answer with a page that does not exist. */
  async whole(slug: string): Promise<{ conference: Conference; whole: WholeReport }> {
    const { conference, whole } = await this.conference(slug);
    if (!whole) throw new Refused('page-unknown');
    return { conference, whole };
  }

  async names(list: List, which: Which, language: Language, filter: NameFilter = {}): Promise<Nomination[]> {
    const names = await this.book.filtered(list, language, filter);
    return which === 'final' ? names.filter(({ state }) => onFinalList(state)) : names;
  }
}

/** The newest list under a rule that was circulated, and what was added to it since: of a draft nothing is known here. */
function publicLists(modality: Modality, rule: ListRule, all: List[]): Omit<PublicList, 'report'>[] {
  const out = all.filter(({ circulatedAt }) => circulatedAt !== null);
  const list = out.findLast(({ key }) => key === rule.key) ?? null;
  const addenda = list ? out.filter(({ addendumTo }) => addendumTo === list.id) : [];
  return [list, ...addenda].map((one) => publicList(modality, rule, one));
}

function publicList({ disclosure }: Modality, rule: ListRule, list: List | null): Omit<PublicList, 'report'> {
  const phase = list ? PHASES[list.state] : 'notCirculated';
  const isFinal = phase === 'final' || phase === 'noted';
  const proposed = disclosure.proposedNames.public;
  const out = phase === 'underConsideration' || isFinal;
  return {
    key: list?.key ?? rule.key, title: list?.title ?? rule.title, addendum: list !== null && list.addendumTo !== null, rule, phase, list,
    proposed: (out && proposed === 'atCirculation') || (isFinal && proposed === 'atFinalization'),
    final: isFinal && disclosure.finalNames.public === 'atFinalization',
  };
}
