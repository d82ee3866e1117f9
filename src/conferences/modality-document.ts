import type { ModalityFault } from '../../workflows/modality.check.js';
import { brokenTexts, refuseFields, Refused, type Fault } from '../platform/refused.js';

/** What a file of a modality holds, before anything of it is checked. */
export function readModality(bytes: Uint8Array, name: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Refused('modality-fault', { message: `${name}: ${(error as Error).message}` });
  }
  const broken = brokenTexts(document);
  if (broken.length) throw refuseFields(broken);
  return document;
}

/** The faults of a modality as those of the document that was sent. */
export const modalityFaults = (faults: ModalityFault[]): Fault[] => faults.map(({ path, message }) => ({ field: `modality${path}`, rule: 'modality-fault', params: { message } }));
