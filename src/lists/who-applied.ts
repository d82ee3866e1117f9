import type { EntityManager } from 'typeorm';
import type { Conference } from '../conferences/index.js';
import type { Addressee } from '../notices/index.js';
import type { Nomination } from './nomination.entity.js';

/** An application that was sent, with where the organization is written to. */
export interface Applied {
  id: string;
  conferenceId: string;
  submittedAt: string;
  name: string;
  contactEmail: string;
  contactLanguage: string;
}

/** To whom finalization must write beside the names of a list; kept by the applications area, so that lists never read its tables. */
export abstract class WhoApplied {
  /** Everybody who sent an application under a track that leads to this list and did not take it back, whatever became of it. */
  abstract for(tx: EntityManager, conference: Conference, key: string): Promise<Applied[]>;
}

/**
 * Whom one batch of letters about a list goes to: the names that came from no application, and everybody who applied and for whom the
 * list speaks, as an applicant, on it or not. All stand in one order, that of random identifiers.
 */
export function inOneBatch(names: Nomination[], applied: Applied[]): Addressee[] {
  const others = names.filter(({ applicationId, contactEmail, state }) => applicationId === null && contactEmail && state !== 'withdrawn');
  return [...others, ...applied.map((one) => ({ ...one, applied: true }))].sort((a, b) => (a.id < b.id ? -1 : 1));
}
