import type { NominationState } from '../../workflows/nomination.machine.js';
import { publicStatus, type PublicStatus } from '../../workflows/public-status.js';
import { may } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import type { List } from './list.entity.js';
import type { Nomination } from './nomination.entity.js';

/** What an officer sees of a name: who reads no objections sees what everybody may know, so not why a name is not on the final list. */
export const stateShown = (actor: Actor, list: Pick<List, 'state'>, { state }: Pick<Nomination, 'state'>): NominationState | PublicStatus =>
  (may(actor, 'readObjections') ? state : publicStatus(list.state, state));
