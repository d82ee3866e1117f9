import { refuseFields } from './refused.js';

/** The reason that somebody gives for an act: not empty, and of so many characters at most, where there is a limit. */
export function givenReason(reason: string, most = Infinity): string {
  const words = reason.trim();
  if (!words) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
  if ([...words].length > most) throw refuseFields([{ field: 'reason', rule: 'reason-too-long', params: { max: most } }]);
  return words;
}
