import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { MeetingRule } from '../../workflows/modality.js';
import { Reader } from '../platform/reader.js';
import { Delegations, type Delegation } from './delegations.js';
import { RepresentativeMeeting } from './meeting.entity.js';

/**
 * One organization has one quota for a meeting, however many applications or names of it officers found to be the same. Each goes on
 * seeing only whom it named itself; nobody is taken off by such a finding, and nobody is added until a place is free.
 */
@Injectable()
export class Places {
  constructor(private readonly reader: Reader, private readonly delegations: Delegations) {}

  /** How many places of a meeting the organization has taken under what else of it is accredited there. */
  async elsewhere(own: Delegation, tx: EntityManager = this.reader.manager): Promise<(meeting: MeetingRule) => number> {
    const others = (await this.delegations.same(own, tx)).filter(({ holderId, opens }) => holderId !== own.holderId && opens.length > 0);
    if (others.length === 0) return () => 0;
    const taken = await tx.findBy(RepresentativeMeeting, { holderId: In(others.map(({ holderId }) => holderId)) });
    return ({ id, scope }) => {
      const coming = new Set(others.filter(({ opens }) => opens.includes(scope)).map(({ holderId }) => holderId));
      return taken.filter(({ meeting, holderId }) => meeting === id && coming.has(holderId)).length;
    };
  }
}
