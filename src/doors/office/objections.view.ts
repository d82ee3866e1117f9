import { stateName, stateOrder } from '../../directory/index.js';
import type { DecisionFacts, Nomination } from '../../lists/index.js';
import { stands, type OpenFiling, type OpenObjection } from '../../objections/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';
import { paths } from './paths.js';

export interface ObjectionLine {
  id: string;
  name: string;
  iso2: string;
  state: string;
  basis: string | null;
  raisedAt: string;
  withdrawnAt: string | null;
  reference: string;
  /** What the body decided on the name, where it has. */
  decision: DecisionFacts | undefined;
  source: { kind: 'link' } | { kind: 'noteVerbale'; reference: string; receivedAt: string; signatories: string[]; scan: string | null };
}

export interface ObjectionGroup {
  title: string;
  standing: number;
  lines: ObjectionLine[];
}

/** A note verbale of a State that names what the State had objected to already. */
export interface ConfirmingNote {
  state: string;
  reference: string;
  source: Extract<ObjectionLine['source'], { kind: 'noteVerbale' }>;
  names: string[];
}

export function objectionLines(
  listId: string, { objections, filings }: { objections: OpenObjection[]; filings: Map<string, OpenFiling> },
  byId: Map<string, Nomination>, decisions: Map<string, DecisionFacts>, language: OfficeLanguage,
): ObjectionLine[] {
  return objections.map(({ id, nominationId, iso2, basis, raisedAt, withdrawnAt, filingId }) => {
    const filing = filings.get(filingId);
    return {
      id, iso2, basis, raisedAt, withdrawnAt, name: byId.get(nominationId)?.name ?? nominationId, state: stateName(iso2, language), reference: filing?.reference ?? '',
      decision: decisions.get(nominationId),
      source: filing?.source.kind === 'noteVerbale' ? noteOf(listId, filing.source, language) : { kind: 'link' },
    };
  });
}

type Note = Extract<OpenFiling['source'], { kind: 'noteVerbale' }>;
const noteOf = (listId: string, { reference, receivedAt, signatories, scanId }: Note, language: OfficeLanguage): ConfirmingNote['source'] => ({
  kind: 'noteVerbale', reference, receivedAt, signatories: signatories.map((code) => stateName(code, language)), scan: scanId ? paths.scan(listId, scanId) : null,
});

/** Notes that name what stood already, latest first. */
export const confirmingNotes = (listId: string, filings: Map<string, OpenFiling>, byId: Map<string, Nomination>, language: OfficeLanguage): ConfirmingNote[] =>
  [...filings.values()].sort((a, b) => (a.at > b.at ? -1 : 1)).flatMap(({ iso2, reference, source }) => (
    source.kind === 'noteVerbale' && source.confirms
      ? [{ state: stateName(iso2, language), reference, source: noteOf(listId, source, language), names: source.confirms.map((id) => byId.get(id)?.name ?? id) }]
      : []
  ));

/** What of a note stands already and will not be recorded anew: how many objections, and a line for each State. */
export function standingAlready(objections: OpenObjection[], states: string[], items: { nominationId: string }[], byId: Map<string, Nomination>, t: Translate, language: OfficeLanguage): { count: number; lines: string[] } {
  const named = new Set(items.map(({ nominationId }) => nominationId));
  const found = objections.filter((one) => stands(one) && named.has(one.nominationId));
  const lines = states.map((iso2) => ({ iso2, names: found.filter((one) => one.iso2 === iso2).map(({ nominationId }) => byId.get(nominationId)?.name ?? nominationId) })).filter(({ names }) => names.length);
  return { count: lines.reduce((sum, { names }) => sum + names.length, 0), lines: lines.map(({ iso2, names }) => t('common:errors.of', { label: stateName(iso2, language), text: names.join('; ') })) };
}

/** By name in alphabetical order, or by State in the order of the language. */
export function grouped(lines: ObjectionLine[], by: 'name' | 'state', language: OfficeLanguage): ObjectionGroup[] {
  const groups = new Map<string, ObjectionLine[]>();
  for (const line of lines) {
    const key = by === 'name' ? line.name : line.iso2;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const compare = new Intl.Collator(language).compare;
  return [...groups.values()]
    .sort(([a], [b]) => (by === 'name' ? compare(a!.name, b!.name) : stateOrder(a!.iso2, language) - stateOrder(b!.iso2, language)))
    .map((own) => ({ title: by === 'name' ? own[0]!.name : own[0]!.state, standing: own.filter(({ withdrawnAt }) => !withdrawnAt).length, lines: own }));
}
