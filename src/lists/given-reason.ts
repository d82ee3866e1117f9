import { lineFaults } from '../platform/names.js';
import { refuseFields } from '../platform/refused.js';

const MOST = 500;

/** The reason of an act as it goes into the record: a line that is not empty. */
export function givenReason(reason: string): string {
  const words = reason.trim();
  if (!words) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
  if ([...words].length > MOST) throw refuseFields([{ field: 'reason', rule: 'reason-too-long', params: { max: MOST } }]);
  const faults = lineFaults('reason', words);
  if (faults.length) throw refuseFields(faults);
  return words;
}
