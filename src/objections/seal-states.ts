import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { ObjectionBox } from './objection-box.js';

/** Seals the states of objections that were raised before states were sealed. */
@Injectable()
export class SealStates implements OnApplicationBootstrap {
  constructor(private readonly work: UnitOfWork, private readonly box: ObjectionBox) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.work.run((tx) => this.box.sealStates(tx));
  }
}
