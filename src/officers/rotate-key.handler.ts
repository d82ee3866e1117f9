import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { mustMay } from './rights.js';

/** A new master key, on the command line: by an operator, or by whoever runs the installation. */
@Injectable()
export class RotateKeyHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly keys: Keys) {}

  /**
   * First the key, then the entry: one of a rotation that failed would have people trust that a key which leaked opens nothing any more.
   * Where the entry cannot be written the next rotation makes one, and does no harm.
   */
  async execute(actor: Actor): Promise<{ wrapped: number }> {
    if (actor.kind !== 'system') mustMay(actor, 'rotateKey');
    const wrapped = await this.keys.rotate();
    try {
      await this.work.run(async () => { this.records.append({ act: 'key.rotated', at: this.clock.now(), actor, open: { keys: wrapped } }); });
    } catch (cause) {
      throw Object.assign(new Refused('rotation-unrecorded', { wrapped }), { cause });
    }
    return { wrapped };
  }
}
