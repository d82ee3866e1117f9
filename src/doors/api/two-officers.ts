import { applyDecorators, HttpCode, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OfficerActor, TwoOfficerAct } from '../../officers/index.js';
import { Proposals } from '../../proposals/index.js';
import { Once } from '../once.js';
import { ApiResponse } from './describe.js';
import { proposed, type Proposed } from './proposed.js';

/** The status of a proposal that waits. */
const WAITS = 202;

const Waits = (): MethodDecorator => ApiResponse({ status: WAITS, description: 'Proposed; another officer approves it.', schema: proposed as object });

/** An act that takes two officers, as the description tells: what is asked is proposed. */
export const TakesTwo = (): MethodDecorator => applyDecorators(HttpCode(WAITS), Waits());

/** An act that one officer does, and that is proposed to another where the rules ask for two. */
export const MayTakeTwo = (status: number): MethodDecorator => applyDecorators(
  HttpCode(status), ApiResponse({ status, description: 'Done.' }), Waits(),
);

/** An act of two officers is answered with the proposal that waits for the other one. */
@Injectable()
export class TwoOfficers {
  constructor(private readonly once: Once, private readonly proposals: Proposals) {}

  propose(act: TwoOfficerAct, facts: Parameters<Proposals['propose']>[1], actor: OfficerActor, request: FastifyRequest, reply: FastifyReply): Promise<Proposed> {
    void reply.status(WAITS);
    return this.once.act(request, reply, () => this.proposals.propose(act, facts, actor).then(({ id }) => ({ proposal: id, act, state: 'open' as const })));
  }
}
