import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import type { Conference } from '../conferences/index.js';
import type { Applied, WhoApplied } from '../lists/index.js';
import { Application } from './application.entity.js';
import { Applications } from './applications.js';

/** Those who applied for a list, opened for the letters that go to all of them. */
@Injectable()
export class WhoAppliedForList implements WhoApplied {
  constructor(private readonly applications: Applications) {}

  async for(tx: EntityManager, { id: conferenceId, modality }: Conference, key: string): Promise<Applied[]> {
    const tracks = modality.tracks.filter(({ way }) => way.kind === 'list' && way.list === key).map((track) => track.key);
    const rows = await tx.find(Application, { where: { conferenceId, submittedAt: Not(IsNull()), state: Not('withdrawn'), endedAt: IsNull() } });
    return Promise.all(rows.filter(({ track }) => tracks.includes(track)).map(async (row) => {
      const { email } = await this.applications.open(row);
      return { id: row.id, conferenceId, submittedAt: row.submittedAt!, name: row.name, contactEmail: email, contactLanguage: row.language };
    }));
  }
}
