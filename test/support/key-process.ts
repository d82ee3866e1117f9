import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/** One change of the keys in a process of its own, stopped in its very middle where that is asked. */
export interface KeyChange {
  file: string;
  act: 'create' | 'destroy' | 'rotate';
  name: string;
  /** A planted fault: locks exclude nobody, and so nothing is taken for left behind. */
  unlocked?: boolean;
  /** Stops before the file whose name begins so gets its new content, and touches `reached`; goes on once `until` is there, or another process waits for the lock. */
  stop?: { at: string; reached: string; until: string };
}

const change = JSON.parse(process.argv[2]!) as KeyChange;
const folder = `${change.file}.store`;
const { renameSync, unlinkSync } = fs;
const standStill = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);

if (change.unlocked) {
  fs.linkSync = () => undefined;
  fs.rmSync = () => undefined;
  fs.unlinkSync = (path) => { if (fs.existsSync(path)) unlinkSync(path); };
}
if (change.stop) {
  const { at, reached, until } = change.stop;
  const waiters = (): number => fs.readdirSync(folder).filter((name) => name.startsWith('lock.')).length;
  fs.renameSync = (from, to) => {
    if (to === join(folder, at) && !fs.existsSync(reached)) {
      fs.writeFileSync(reached, '');
      while (!fs.existsSync(until) && (change.unlocked || waiters() < 2)) standStill();
    }
    renameSync(from, to);
  };
}
syncBuiltinESMExports();

const { KeyStore } = await import('../../src/platform/key-store.js');
const store = new KeyStore(change.file);
process.once('message', () => {
  const done = change.act === 'rotate' ? store.rotate() : change.act === 'create' ? store.create(change.name) : store.destroy(change.name, '2031-12-16T15:00:00.000Z');
  void done.then(() => process.disconnect());
});
process.send!('ready');
