import type { EntityManager } from 'typeorm';
import type { Conference } from '../conferences/index.js';

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
