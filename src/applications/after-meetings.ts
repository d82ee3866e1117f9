import type { EntityManager } from 'typeorm';

/** What the retention of applications must know of meetings, and ends with them; kept by the meetings area, so that applications never read its tables. */
export abstract class AfterMeetings {
  /** The last days of meetings of a conference, as they were announced last. */
  abstract ends(conferenceId: string, tx?: EntityManager): Promise<string[]>;

  /** Everybody who was named to meetings of the conference, and the files in which they were handed over. Says how many people there were. */
  abstract forget(conferenceId: string, tx: EntityManager): Promise<number>;
}
