import type { Audience, Disclosure, Fact, Modality } from '../../../workflows/modality.js';
import type { Translate } from '../../platform/i18n.js';

const AUDIENCES: Audience[] = ['office', 'objector', 'requestingState', 'memberStates', 'organization', 'public'];
const FACTS: Fact[] = ['objectionExists', 'objector', 'basis', 'proposedNames', 'finalNames'];

export interface ModalityView {
  audiences: string[];
  facts: { fact: string; cells: { audience: string; word: string }[] }[];
  retention: { months: number; days: number; reminder: number; applications: number };
  /** What the source does not say, and the Office answers for. */
  interpretations: { field: string; paragraph: string | null; text: string }[];
}

/** Who may know what under a modality, cell by cell, and what somebody has to answer for because the source does not say it. */
export function modalityView({ disclosure, retention, sources }: Modality, t: Translate): ModalityView {
  const word = (cell: Disclosure): string => t(`office:modality.cell.${cell}`);
  const audiences = AUDIENCES.map((audience) => t(`office:modality.audience.${audience}`));
  return {
    audiences,
    facts: FACTS.map((fact) => ({
      fact: t(`office:modality.fact.${fact}`), cells: AUDIENCES.map((audience, at) => ({ audience: audiences[at]!, word: word(disclosure[fact][audience]) })),
    })),
    retention: { months: retention.months, ...retention.drafts, applications: retention.applications.months },
    interpretations: Object.entries(sources).flatMap(([field, { paragraph, interpretation }]) => (interpretation ? [{ field, paragraph, text: interpretation }] : [])),
  };
}
