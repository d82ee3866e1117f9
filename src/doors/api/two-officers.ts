import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OfficerActor, TwoOfficerAct } from '../../officers/index.js';
import { Proposals } from '../../proposals/index.js';
import { Once } from '../once.js';

/** An act of two officers is answered with the proposal that waits for the other one. */
@Injectable()
export class TwoOfficers {
  constructor(private readonly once: Once, private readonly proposals: Proposals) {}

  propose(act: TwoOfficerAct, facts: Parameters<Proposals['propose']>[1], actor: OfficerActor, request: FastifyRequest, reply: FastifyReply) {
    return this.once.act(request, reply, 202, () => this.proposals.propose(act, facts, actor).then(({ id }) => ({ proposal: id, act, state: 'open' })));
  }
}
