import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MeetingRule } from '../../workflows/modality.js';
import { namingPhase, type NamingPhase } from '../../workflows/naming.js';
import type { Conference } from '../conferences/index.js';
import type { SixLanguages } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { MeetingNaming } from './meeting.entity.js';

/** A meeting of the modality with what was announced of it; `naming` is what holds, null while naming has not been opened. */
export interface Meeting {
  rule: MeetingRule;
  naming: MeetingNaming | null;
  earlier: MeetingNaming[];
}

export const phaseOfMeeting = ({ naming }: Meeting, now: string): NamingPhase => namingPhase(naming, now);

/** Where it is held: as announced, in the words of whoever announced it, else as the resolution says. */
export const placeOfMeeting = ({ rule, naming }: Meeting, language: keyof SixLanguages): string => naming?.place ?? rule.place[language];

/** The meetings of a conference. */
@Injectable()
export class Namings {
  constructor(private readonly reader: Reader) {}

  async of({ id, modality }: Conference, tx: EntityManager = this.reader.manager): Promise<Meeting[]> {
    const rows = await tx.find(MeetingNaming, { where: { conferenceId: id }, order: { round: 'ASC' } });
    return modality.meetings.map((rule) => {
      const own = rows.filter(({ meeting }) => meeting === rule.id);
      return { rule, naming: own.at(-1) ?? null, earlier: own.slice(0, -1) };
    });
  }

  async find(conference: Conference, id: string, tx?: EntityManager): Promise<Meeting> {
    const found = (await this.of(conference, tx)).find(({ rule }) => rule.id === id);
    if (!found) throw new Refused('meeting-unknown');
    return found;
  }
}
