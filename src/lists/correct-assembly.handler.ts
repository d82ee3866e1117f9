import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { notedFaults } from './close.handlers.js';
import { lineReason } from './line-reason.js';
import { List } from './list.entity.js';
import { Lists } from './lists.js';

/** `noted`: that the Assembly took note; it has a day beside its symbol. */
export type AssemblyEntry = 'proposed' | 'final' | 'noted';

export interface CorrectAssembly {
  listId: string;
  which: AssemblyEntry;
  symbol: string;
  on?: string | null;
  reason: string;
}

/** What stands on a list of the Assembly. */
export function assemblyEntry(list: List, which: AssemblyEntry): { symbol: string | null; on: string | null } {
  switch (which) {
    case 'proposed': return { symbol: list.proposedSymbol, on: null };
    case 'final': return { symbol: list.finalSymbol, on: null };
    case 'noted': return { symbol: list.notedSymbol, on: list.notedOn };
  }
}

/** Puts a symbol or a day right that was entered wrongly. Nothing else changes, and the record keeps what stood before. */
@Injectable()
export class CorrectAssemblyHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists) {}

  async execute({ listId, which, symbol, on = null, reason }: CorrectAssembly, actor: Actor): Promise<void> {
    mustMay(actor, 'correctAssembly');
    const words = lineReason(reason);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const [before, now] = correction(list, { which, symbol, on }, at);
      const facts: Partial<List> = which === 'noted' ? { notedSymbol: now.symbol, notedOn: now.on } : which === 'final' ? { finalSymbol: now.symbol } : { proposedSymbol: now.symbol };
      await tx.update(List, { id: listId }, { ...facts, version: list.version + 1 });
      this.records.append({
        act: 'assembly.corrected', at, actor, listId, conferenceId: list.conferenceId,
        open: { which, symbol: now.symbol, on: now.on, symbolBefore: before.symbol, onBefore: before.on, reason: words },
      });
    });
  }

  /** Refuses what would be refused as things stand, and tells what stands now. */
  async preview({ listId, reason, ...command }: CorrectAssembly): Promise<{ symbol: string; on: string | null }> {
    lineReason(reason);
    return correction(await this.lists.find(listId), { on: null, ...command }, this.clock.now())[0];
  }
}

type Entered = { symbol: string; on: string | null };

/** What stood and what is to stand. */
function correction(list: List, { which, symbol, on }: { which: AssemblyEntry; symbol: string; on: string | null }, at: string): [before: Entered, now: Entered] {
  const before = assemblyEntry(list, which);
  if (before.symbol === null) throw new Refused('assembly-not-entered');
  const now = { symbol: symbol.trim(), on: which === 'noted' ? on : null };
  const faults: Fault[] = lineFaults('symbol', now.symbol);
  if (!now.symbol) faults.push({ field: 'symbol', rule: 'symbol-empty' });
  if (which === 'noted') faults.push(...notedFaults(list, now.on ?? '', at));
  if (now.symbol === before.symbol && now.on === before.on) faults.push({ field: 'symbol', rule: 'correction-same' });
  if (faults.length) throw refuseFields(faults);
  return [{ symbol: before.symbol, on: before.on }, now];
}
