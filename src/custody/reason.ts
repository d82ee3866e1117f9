import { refuseFields } from '../platform/refused.js';

const MAX_REASON = 1_000;

/** Why something is entered that whoever runs the installation does alone. */
export function reasonOf(reason: string): string {
  const words = reason.trim();
  if (!words) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
  if ([...words].length > MAX_REASON) throw refuseFields([{ field: 'reason', rule: 'reason-too-long', params: { max: MAX_REASON } }]);
  return words;
}
