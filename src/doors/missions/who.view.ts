import { learnsByAsking } from '../../../workflows/disclosure.js';
import type { Modality } from '../../../workflows/modality.js';
import type { Language, Translate } from '../../platform/i18n.js';

/** Who may read a general basis: the modality's own statement, and line by line what its matrix gives to a State that asks. */
export function whoMayRead(modality: Modality, language: Language, t: Translate): { statement: string; courtesy: boolean; lines: string[] } {
  // What is open once the list is final was never closed again: the widest that can come.
  const { exists, objector, basis } = learnsByAsking(modality, 'finalized');
  const { ofDisclosure, ofRequester } = modality.objectorTold;
  const { text, courtesy } = modality.reasons.statement;
  const say = (what: string, open: boolean): string => t(`disclosures:who.${what}.${open ? 'yes' : 'no'}`);
  return {
    statement: text[language], courtesy: courtesy[language],
    lines: [
      say('exists', exists), say('basis', basis), say('objector', objector),
      ...(exists ? [t(`disclosures:who.told.${ofRequester ? 'requester' : ofDisclosure ? 'disclosure' : 'nothing'}`)] : []),
    ],
  };
}
