import { isOut } from './list-phase.js';
import type { ListState } from './list.machine.js';
import type { ListRule } from './modality.js';

/** Key of the addendum with this number, e.g. `6b-add1`. No key of a modality ends like that (modality.check). */
export const addendumKey = (ofKey: string, number: number): string => `${ofKey}-add${number}`;

export const addendumNumber = (key: string): number => Number(/-add(\d+)$/.exec(key)?.[1] ?? 0);

interface Speaker {
  addendumTo: string | null;
  state: ListState;
  circulatedAt: string | null;
  finalizedAt: string | null;
}

/**
 * The one of these lists whose dates and outcome concern an application: a list under its paragraph and the addenda to it, oldest
 * first. `named`: its name stands there. That counts once Member States were given it; what stands in a draft is told to nobody.
 * Without a name on any, it is the list itself. What was sent when that was final could come onto an addendum only: the first one
 * that went out afterwards speaks for it, with its name or without, and at last the Assembly's note; until then there is none.
 */
export function listFor<L extends Speaker>(lists: L[], named: (list: L) => boolean, sentAt: string | null): L | null {
  const list = lists.findLast(({ addendumTo }) => addendumTo === null) ?? null;
  const own = lists.findLast((one) => one.circulatedAt !== null && named(one));
  if (own || !list?.finalizedAt || (sentAt !== null && sentAt <= list.finalizedAt)) return own ?? list;
  const next = lists.find(({ addendumTo, circulatedAt }) => addendumTo !== null && circulatedAt !== null && sentAt !== null && sentAt <= circulatedAt);
  return next ?? (list.state === 'noted' ? list : null);
}

/** The rule against an addendum to a list that is in this state, whether it is to be drafted or to be circulated; null where there is none. */
export function refusesAddendum({ addenda }: Pick<ListRule, 'addenda'>, state: ListState): string | null {
  if (!addenda) return 'addenda-not-foreseen';
  if (!isOut(state)) return 'addendum-before-circulation';
  if (state === 'noted' || (state === 'finalized' && addenda.until === 'finalization')) return 'addendum-too-late';
  return null;
}
