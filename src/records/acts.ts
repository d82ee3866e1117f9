/** Every act that the record knows, with what stands open in its entry. The timeline words each (office:acts.*). */
export interface Acts {
  'conference.created': { slug: string };
  'list.created': { key: string };
  'names.added': { names: number };
  'name.edited': { name: string };
  'name.removed': { name: string };
  'list.circulated': { names: number; missions: number; addresses: number; unaddressed: number; deadline: string; zone: string };
  'silence.extended': { deadline: string; zone: string; reason: string };
  'silence.openedAnew': { deadline: string; zone: string; reason: string };
  'silence.closed': { deadline: string; unserved: number; state: string };
  'service.recorded': { iso2: string; means: string; reference: string; servedAt: string };
  'service.completed': Record<string, never>;
  'hold.overridden': { reason: string; unserved: number };
  'notice.resent': { iso2: string; address: string };
  'link.reissued': { iso2: string; generation: number };
  'address.added': { iso2: string; address: string };
  'address.removed': { iso2: string; address: string };
  'language.set': { iso2: string; language: string };
  'missions.imported': { missions: number; addresses: number };
  'misdirection.reported': { iso2: string };
  'misdirection.settled': { iso2: string };
  'objections.filed': Record<string, never>;
  'objections.recorded': Record<string, never>;
  'objection.withdrawn': Record<string, never>;
  'basis.stated': Record<string, never>;
  'proposal.made': { proposal: string };
  'proposal.declined': { proposal: string };
  'proposal.withdrawn': { proposal: string };
  'proposal.lapsed': { proposal: string };
  'statement.made': Record<string, never>;
  'key.destroyed': Record<string, never>;
  'organization.withdrew': { name: string; reason: string };
  'nomination.decided': { name: string; decision: string; reference: string };
  'list.finalized': { final: number; notFinal: number };
  'list.withdrawn': { reason: string };
  'assembly.informed': { which: 'proposed' | 'final'; symbol: string };
  'assembly.noted': { symbol: string; on: string };
  'call.opened': { track: string; opensAt: string; closesAt: string; zone: string };
  'call.extended': { track: string; closesAt: string; zone: string; reason: string };
  'application.submitted': { application: string; track: string };
  'application.amended': { application: string; track: string };
  'application.answered': { application: string; track: string };
  'application.withdrawn': { application: string; track: string };
  'application.asked': { application: string; track: string };
  'application.recommended': { application: string; track: string; outcome: string };
  'application.decided': { application: string; track: string; outcome: string };
  'application.reopened': { application: string; track: string; reason: string };
  'reminder.planned': { dueAt: string; audience: string };
  'reminder.withdrawn': { dueAt: string };
  'reminder.sent': { audience: string; missions: number };
  'finalList.sent': { missions: number };
}

/** The facts of an entry are flat: a verifier takes nothing deeper (docs/verify/README.md). */
type Flat<T extends { [A in keyof T]: Record<string, string | number | boolean | null> }> = T;
export type OpenFacts = Flat<{ [A in keyof Acts]: { [F in keyof Acts[A]]: Acts[A][F] } }>;
