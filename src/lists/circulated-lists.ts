import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { ListsOut } from '../directory/index.js';
import { Keys } from '../platform/keys.js';
import { List } from './list.entity.js';

/** A list that went out has links for as long as its key lives: to file, to withdraw, to read one's own acts and disclosures. */
@Injectable()
export class CirculatedLists extends ListsOut {
  constructor(private readonly keys: Keys) {
    super();
  }

  async any(tx: EntityManager): Promise<boolean> {
    const out = await tx.find(List, { select: { id: true }, where: { circulatedAt: Not(IsNull()) } });
    return out.some(({ id }) => this.keys.lives(id));
  }
}
