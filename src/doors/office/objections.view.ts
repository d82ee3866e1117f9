import { stateName, stateOrder } from '../../directory/index.js';
import type { DecisionFacts, Nomination } from '../../lists/index.js';
import type { OpenFiling, OpenObjection } from '../../objections/index.js';
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

export function objectionLines(
  listId: string, { objections, filings }: { objections: OpenObjection[]; filings: Map<string, OpenFiling> },
  byId: Map<string, Nomination>, decisions: Map<string, DecisionFacts>, language: OfficeLanguage,
): ObjectionLine[] {
  return objections.map(({ id, nominationId, iso2, basis, raisedAt, withdrawnAt, filingId }) => {
    const filing = filings.get(filingId);
    const source = filing?.source;
    return {
      id, iso2, basis, raisedAt, withdrawnAt, name: byId.get(nominationId)?.name ?? nominationId, state: stateName(iso2, language), reference: filing?.reference ?? '',
      decision: decisions.get(nominationId),
      source: source?.kind === 'noteVerbale'
        ? {
            kind: 'noteVerbale', reference: source.reference, receivedAt: source.receivedAt, signatories: source.signatories.map((code) => stateName(code, language)),
            scan: source.scanId ? paths.scan(listId, source.scanId) : null,
          }
        : { kind: 'link' },
    };
  });
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
