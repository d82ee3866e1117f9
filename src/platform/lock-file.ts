import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Refused } from './refused.js';

/** Who holds a lock; the mark tells one holding from the next by the same process. */
interface Holder {
  pid: number;
  host: string;
  mark: string;
}

const STEP = 10;
/** What this process holds: a lock that bears its number and is not among these is left of a dead process that had the same. */
const held = new Set<string>();

/**
 * Does something that no other process does at the same time: whoever is first has its file at `path`, others wait, and refuse where
 * they have waited too long. A process that died leaves its file; who finds it on the same machine takes it away.
 */
export async function alone<T>(path: string, act: () => T, patience = 10_000): Promise<T> {
  const own: Holder = { pid: process.pid, host: hostname(), mark: randomUUID() };
  const name = `${path}.${own.mark}`;
  held.add(own.mark);
  try {
    writeFileSync(name, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
    for (let waited = 0; !linked(name, path); waited += STEP) {
      const holder = holderOf(path);
      if (holder && isDead(holder)) {
        // Only one takes away this very lock, and looks again before: another may have done it and hold its own by now.
        await alone(`${path}.${holder.mark}.over`, () => { if (holderOf(path)?.mark === holder.mark) unlinkSync(path); }, patience);
      } else if (waited >= patience) {
        throw new Refused('keys-busy', { file: path, pid: holder?.pid ?? '', host: holder?.host ?? '' });
      } else await setTimeout(STEP);
    }
    try {
      return act();
    } finally {
      unlinkSync(path);
    }
  } finally {
    held.delete(own.mark);
    rmSync(name, { force: true });
  }
}

/** A second name for a file that is whole already: nobody sees a lock half written. */
function linked(name: string, path: string): boolean {
  try {
    linkSync(name, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Of another machine nobody here can tell. */
function isDead({ pid, host, mark }: Holder): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !held.has(mark);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
