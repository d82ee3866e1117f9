import { givenReason } from '../platform/given-reason.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields } from '../platform/refused.js';

/** The reason of an act as it goes into the record: one line. */
export function lineReason(reason: string): string {
  const words = givenReason(reason, 500);
  const faults = lineFaults('reason', words);
  if (faults.length) throw refuseFields(faults);
  return words;
}
