import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Call, CallDeadline } from './call.entity.js';

/** A call with every closing instant that was announced; the last one is in force. */
export interface OpenCall extends Call {
  deadlines: CallDeadline[];
  closesAt: string;
}

export type CallPhase = 'notOpen' | 'open' | 'closed';

export const phaseOf = ({ opensAt, closesAt }: Pick<OpenCall, 'opensAt' | 'closesAt'>, now: string): CallPhase =>
  (now < opensAt ? 'notOpen' : now <= closesAt ? 'open' : 'closed');

@Injectable()
export class Calls {
  constructor(private readonly reader: Reader) {}

  /** The calls of a conference in the order in which they were made. */
  async of(conferenceId: string, tx: EntityManager = this.reader.manager): Promise<OpenCall[]> {
    const calls = await tx.find(Call, { where: { conferenceId }, order: { createdAt: 'ASC', track: 'ASC' } });
    return Promise.all(calls.map((call) => this.#open(tx, call)));
  }

  async find(id: string, tx: EntityManager = this.reader.manager): Promise<OpenCall> {
    const call = await tx.findOneBy(Call, { id });
    if (!call) throw new Refused('call-unknown');
    return this.#open(tx, call);
  }

  async #open(tx: EntityManager, call: Call): Promise<OpenCall> {
    const deadlines = await tx.find(CallDeadline, { where: { callId: call.id }, order: { round: 'ASC' } });
    return { ...call, deadlines, closesAt: deadlines.at(-1)!.closesAt };
  }
}
