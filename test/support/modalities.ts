import { modalities } from '../../workflows/modalities/index.js';
import type { Modality } from '../../workflows/modality.js';

const shipped = (id: string): Modality => structuredClone(modalities.find((modality) => modality.id === id)!);
const illustration = { paragraph: null, interpretation: 'Illustration for tests; no resolution is quoted.' };

/** 71/280 as it ships: the basis to any State that asks, the objector to none. */
export const basisToWhoeverAsks = (): Modality => shipped('a-res-71-280');

/** 71/280 as it could have been announced, before it had a number. */
export function announced(): Modality {
  const modality = shipped('a-res-71-280');
  modality.source = { ...modality.source, symbol: 'A/71/L.58', adopted: null };
  return modality;
}

/** Like 75/4: a basis is stated only if a State asks, to the Office and to the State that asked; the objecting State learns when. */
export function basisOnlyIfAsked(): Modality {
  const modality = shipped('a-res-71-280');
  modality.id = 'basis-only-if-asked';
  modality.source.symbol = 'Illustration B';
  modality.reasons = { ...shipped('contested-by-name').reasons };
  modality.objectorTold = { ofDisclosure: true, ofRequester: false };
  for (const field of ['/reasons', '/objectorTold']) modality.sources[field] = illustration;
  return modality;
}

/** Like 71/280, but no basis is stated at all. */
export function noBasis(): Modality {
  const modality = shipped('a-res-71-280');
  modality.id = 'no-basis';
  modality.source.symbol = 'Illustration D';
  modality.reasons = { ...modality.reasons, rule: 'none', maxLength: null };
  modality.sources['/reasons'] = illustration;
  return modality;
}

/** Like that of the working group on ICT in 2022: which State objected to which entity, and no more, to a State that asks. */
export function objectorToWhoeverAsks(): Modality {
  const modality = shipped('a-res-71-280');
  modality.id = 'objector-to-whoever-asks';
  modality.source.symbol = 'Illustration C';
  modality.disclosure.objector.requestingState = 'onRequest';
  modality.disclosure.basis.requestingState = 'no';
  modality.objectorTold = { ofDisclosure: true, ofRequester: true };
  modality.reasons.statement.text.en = 'A general basis is voluntary and goes to the Office alone. A Member State that asks is told which State objected to which entity.';
  for (const field of ['/disclosure', '/disclosure/objector', '/objectorTold']) modality.sources[field] = illustration;
  return modality;
}

/** 71/280 where the page behind the link asks for a code as well. */
export function codeBesideTheLink(tries = 3): Modality {
  const modality = shipped('a-res-71-280');
  modality.id = 'code-beside-the-link';
  modality.linkCode = { asked: true, tries };
  modality.sources['/linkCode'] = illustration;
  return modality;
}
