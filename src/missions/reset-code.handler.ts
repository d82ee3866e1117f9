import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { MissionCodes } from './mission-codes.js';

/** The Office gives a Mission a new code: the old one was mistyped too often, or fell into other hands. The link stays. */
@Injectable()
export class ResetCodeHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly codes: MissionCodes) {}

  async execute({ listId, iso2 }: { listId: string; iso2: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepCodes');
    await this.work.run(async (tx) => {
      if (!(await this.codes.replace(tx, listId, iso2))) throw new Refused('link-code-unknown');
      this.records.append({ act: 'code.replaced', at: this.clock.now(), actor, listId, open: { iso2 } });
    });
  }
}
