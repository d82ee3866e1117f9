import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyStore } from '../../src/platform/key-store.js';

it('wraps a key that is made after another process rotated the master so that it opens after a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-keys-'));
  try {
    const file = join(folder, 'key');
    const serving = KeyStore.init(file);
    new KeyStore(file).rotate();
    serving.create('list-made-later');
    expect(new KeyStore(file).get('list-made-later')).toEqual(serving.get('list-made-later'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
