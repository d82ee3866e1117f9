import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { KeyFileFault, KeyStore } from '../../src/platform/key-store.js';
import { alone } from '../../src/platform/lock-file.js';
import type { KeyChange } from '../support/key-process.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nemcon-keys-'));
  file = join(folder, 'key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const support = join('test', 'support');
const until = async (path: string): Promise<void> => { while (!existsSync(path)) await wait(5); };

/** A process that holds the keys as they are now and changes them when it is told to. */
async function process_(change: Omit<KeyChange, 'file'>): Promise<ChildProcess> {
  const child = fork(join(support, 'key-process.ts'), [JSON.stringify({ file, ...change })], {
    execArgv: ['--no-warnings', '--import', pathToFileURL(join(support, 'typescript.mjs')).href], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}
async function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode ?? child.signalCode ?? (await once(child, 'exit'))[0];
}

/** The second change comes in the very middle of the first. */
async function crossed(first: Omit<KeyChange, 'file'>, at: string, second: Omit<KeyChange, 'file'>, unlocked: boolean): Promise<void> {
  const stop = { at, reached: join(folder, 'reached'), until: join(folder, 'over') };
  const [slow, quick] = await Promise.all([process_({ ...first, stop, unlocked }), process_({ ...second, unlocked })]);
  slow.send('go');
  await until(stop.reached);
  quick.send('go');
  if (unlocked) {
    await ended(quick);
    writeFileSync(stop.until, '');
  }
  expect(await Promise.all([ended(slow), ended(quick)])).toEqual([0, 0]);
}

const opens = (name: string): boolean => {
  try {
    return new KeyStore(file).get(name).length === 32;
  } catch {
    return false;
  }
};

const crossings: [string, Omit<KeyChange, 'file'>, string, Omit<KeyChange, 'file'>, () => boolean][] = [
  ['a key that is destroyed amid a rotation stays destroyed', { act: 'rotate', name: '' }, 'list-a.key', { act: 'destroy', name: 'list-a' }, () => !new KeyStore(file).lives('list-a')],
  ['a key that is being made while another process rotates opens after a restart', { act: 'create', name: 'list-b' }, 'list-b.key', { act: 'rotate', name: '' }, () => opens('list-b')],
  ['two rotations leave every key open', { act: 'rotate', name: '' }, 'list-a.key', { act: 'rotate', name: '' }, () => ['installation', 'record', 'list-a'].every(opens)],
];

describe('keys that several processes change at one moment', () => {
  beforeEach(async () => { await KeyStore.init(file).create('list-a'); });

  it.each(crossings)('lose nothing: %s', async (_, first, at, second, holds) => {
    await crossed(first, at, second, false);
    expect(holds()).toBe(true);
    expect(readdirSync(`${file}.store`).filter((name) => !name.endsWith('.key'))).toEqual([]);
  });

  it.each(crossings)('would be caught without the lock: %s', async (_, first, at, second, holds) => {
    await crossed(first, at, second, true);
    expect(holds()).toBe(false);
  });

  it('are free again once a process died amid a rotation: what it left goes away, and nothing is lost', async () => {
    const stop = { at: 'list-a.key', reached: join(folder, 'reached'), until: join(folder, 'never') };
    const dying = await process_({ act: 'rotate', name: '', stop });
    dying.send('go');
    await until(stop.reached);
    dying.kill('SIGKILL');
    await ended(dying);
    const left = (): string[] => readdirSync(`${file}.store`).filter((name) => name.endsWith('.new') || name === 'lock');
    expect(left()).toHaveLength(2);
    // What lies beside the key file and is not ours stays.
    const [others, ours] = [join(folder, 'key.mine.new'), join(folder, 'key.01234567-89ab-cdef-0123-456789abcdef.new')];
    for (const path of [others, ours]) writeFileSync(path, '');
    // Two that find it at one moment: neither takes away the lock of the other.
    const store = new KeyStore(file);
    await Promise.all([store.destroy('list-a', '2031-12-16T15:00:00.000Z'), new KeyStore(file).create('list-b')]);
    expect([left(), existsSync(others), existsSync(ours)]).toEqual([[], true, false]);
    expect([await store.rotate(), ['installation', 'record', 'list-b'].every(opens), store.lives('list-a')]).toEqual([3, true, false]);
  });
});

it('a key is wrapped so that it opens after a restart where another process rotated the master before it was made', async () => {
  const serving = KeyStore.init(file);
  await new KeyStore(file).rotate();
  await serving.create('list-made-later');
  expect(new KeyStore(file).get('list-made-later')).toEqual(serving.get('list-made-later'));
});

it('a note that cannot be kept leaves nothing behind, however often it is tried', () => {
  const store = KeyStore.init(file);
  // What stands in its place cannot be replaced; a full disk ends the same way.
  mkdirSync(join(`${file}.store`, 'record-head'));
  for (let tries = 0; tries < 3; tries++) expect(() => store.keepNote('record-head', 'Invented')).toThrow();
  expect(readdirSync(`${file}.store`).sort()).toEqual(['installation.key', 'record-head', 'record.key']);
});

it('a key file is not made anew beside the keys of one that is elsewhere', () => {
  KeyStore.init(file);
  renameSync(file, `${file}.away`);
  expect(() => KeyStore.init(file)).toThrow(expect.objectContaining({ rule: 'key-exists' }) as Error);
  expect(existsSync(file)).toBe(false);
});

it('a key that is there and cannot be read is not taken for a missing one', () => {
  const store = KeyStore.init(file);
  // No account reads a folder as a file; another account's file ends the same way.
  mkdirSync(join(`${file}.store`, 'list-a.key'));
  for (const look of [() => store.state('list-a'), () => store.lives('list-a'), () => store.get('list-a')]) expect(look).toThrow(expect.objectContaining({ why: 'keyUnread' }) as Error);
  expect(store.state('list-b')).toBe('missing');
});

it('a name is taken once, also after its key was destroyed', async () => {
  const store = KeyStore.init(file);
  await store.create('list-a');
  await expect(store.create('list-a')).rejects.toThrow('list-a');
  await store.destroy('list-a', '2031-12-16T15:00:00.000Z');
  await expect(store.create('list-a')).rejects.toThrow('list-a');
});

it('a key opens under its own name alone: one whose file is put in the place of another is named, and not used', async () => {
  const store = KeyStore.init(file);
  await store.create('list-a');
  await store.create('list-b');
  copyFileSync(join(store.folder, 'list-a.key'), join(store.folder, 'list-b.key'));
  const anew = new KeyStore(file);
  expect(anew.get('list-a')).toEqual(store.get('list-a'));
  expect(() => anew.get('list-b')).toThrow(KeyFileFault);
});

describe('a lock', () => {
  const held = (holder: object): string => {
    const path = join(folder, 'lock');
    writeFileSync(path, JSON.stringify(holder));
    return path;
  };

  it('of another machine, or of a process that lives, is waited for and then named', async () => {
    const elsewhere = held({ pid: 1, host: 'elsewhere.example', mark: 'x' });
    await expect(alone(elsewhere, () => 1, 20)).rejects.toMatchObject({ rule: 'keys-busy', params: { file: elsewhere, pid: 1, host: 'elsewhere.example' } });
    await expect(alone(held({ pid: process.ppid, host: hostname(), mark: 'x' }), () => 1, 20)).rejects.toMatchObject({ rule: 'keys-busy' });
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('that bears the number of this process and is not its own is left of one before it', async () => {
    expect(await alone(held({ pid: process.pid, host: hostname(), mark: 'x' }), () => 1, 20)).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is given back where the act fails', async () => {
    const path = join(folder, 'lock');
    await expect(alone(path, () => { throw new Error('Invented'); })).rejects.toThrow('Invented');
    expect(await alone(path, () => 1, 20)).toBe(1);
  });
});
