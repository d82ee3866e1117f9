import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '../outbox/index.js';
import { Clock } from '../platform/clock.js';
import type { Officer } from './officer.entity.js';
import type { Role } from './rights.js';

/** What the approvers, and whom it concerns, are told of a change; `own`: by whoever came in as this officer, or was about to. */
export interface OfficersChanged {
  change: 'added' | 'rolesChanged' | 'ended' | 'factorEnded' | 'tokenMade' | 'factorSet' | 'codesRenewed' | 'codesTried';
  officer: string;
  roles: Role[];
  by: 'system' | 'operator' | 'two' | 'own';
}

/** Letters on a change of officers or of how one signs in, in its transaction: nobody comes in, or changes another's way in, unseen. */
@Injectable()
export class OfficersTold {
  constructor(private readonly clock: Clock, private readonly outbox: Outbox) {}

  /** One letter to each. */
  async tell(tx: EntityManager, change: OfficersChanged['change'], { name, roles }: Officer, by: OfficersChanged['by'], to: Officer[]): Promise<void> {
    const data = { change, officer: name, roles, by } satisfies OfficersChanged;
    const addresses = new Set(to.map(({ email }) => email));
    await this.outbox.queue(tx, this.clock.now(), [...addresses].map((address) => ({ notice: 'officersChanged', address, language: 'en', data })));
  }
}
