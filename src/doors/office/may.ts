import type { Actor } from '../../platform/actor.js';

/** What an officer can do here. Each POST of the console names one of these. */
export type OfficeAct =
  | 'createConference' | 'createList' | 'editNames' | 'keepMissions' | 'circulate' | 'extend' | 'service' | 'resend' | 'override'
  | 'remind' | 'recordObjections' | 'withdrawObjection' | 'decide' | 'withdrawName' | 'finalize' | 'sendFinal'
  | 'informProposed' | 'informFinal' | 'noted' | 'withdrawList' | 'settleMisdirection';

export type OfficerActor = Extract<Actor, { kind: 'officer' }>;

/** The one place that decides who may do what. Every officer may do every act as long as officers have no roles. */
export function mustMay(actor: Actor, act: OfficeAct): asserts actor is OfficerActor {
  if (actor.kind !== 'officer') throw new TypeError(`${act} is an officer's act`);
}
