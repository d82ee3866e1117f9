import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { pemOf } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { eachDatabase } from '../support/databases.js';
import { circulatedRound, statementOf } from '../support/round.js';
import { startService } from '../support/service.js';

eachDatabase('the record on the command line', (open) => {
  it('is exported from an installation, and verified by somebody who has the export and the public key and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nemcon-cli-'));
    const at = (name: string): string => join(folder, name);
    const database = await open();
    const service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', keyFile: at('key') });
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    writeFileSync(at('receipt.json'), await statementOf(service, listId, 'KE'));
    const root = (await service.get(Reader).manager.find(RecordEntry)).find(({ entry }) => entry.includes('list.circulated'))!.hash;
    const { publicKey } = service.get(Keys);
    await service.close();

    const call = async (args: string[], env: Record<string, string> = {}): Promise<{ out: string; err: string; exit: number }> => {
      const io = { text: '', errors: '', out: (text: string) => void (io.text += text), err: (text: string) => void (io.errors += text), env, terminal: false, exit: 0 };
      await run(args, io);
      return { out: io.text, err: io.errors, exit: io.exit };
    };
    const installation = {
      DATABASE_URL: database.address.kind === 'sqlite' ? `sqlite:${database.address.file}` : database.address.url, SMTP_URL: 'smtp://127.0.0.1:25', PUBLIC_URL: 'https://nemcon.example', TRUSTED_PROXIES: 'none',
      MAIL_FROM: 'noreply@nemcon.example', MAIL_REPLY_TO: 'office@nemcon.example', NEMCON_KEY_FILE: at('key'),
    };
    expect(await call(['record', 'export', at('record')], installation)).toMatchObject({ exit: 0, err: '' });
    expect((await call(['record', 'key', '--pem'], installation)).out).toBe(pemOf(publicKey));
    expect(JSON.parse((await call(['record', 'check', '--json'], installation)).out)).toEqual({ ok: true, acts: 2, earlier: 0, exempt: 0, closed: 0 });
    const again = await startService({ database: database.address, keyFile: at('key') });
    await again.get(UnitOfWork).run((tx) => tx.query(`UPDATE "filing" SET "reference" = 'AAAAA-AAAAA'`));
    await again.close();
    const changed = await call(['record', 'check'], installation);
    expect(changed).toMatchObject({ exit: 1, err: '', out: expect.stringMatching(/^Not in order: entry \d+ \([0-9a-f-]{36}\): what the act stored was changed afterwards\.\n$/) });
    await database.drop();

    // From here on the installation is gone.
    writeFileSync(at('key.pem'), pemOf(publicKey));
    const good = await call(['verify', at('record'), '--key', at('key.pem'), '--root', root.replace(/(.{8})/g, '$1 '), '--receipt', at('receipt.json'), '--json']);
    expect(good).toMatchObject({ exit: 0, err: '' });
    expect(JSON.parse(good.out)).toMatchObject({ ok: true, roots: [{ root }], receipts: [{ receipt: at('receipt.json') }] });
    expect((await call(['verify', at('record'), '--key', publicKey])).out).toMatch(/^In order: \d+ entries, \d+ signed checkpoints, as of .* Root: [0-9a-f]{64}\n$/);

    writeFileSync(at('bad'), readFileSync(at('record'), 'utf8').replace('"Test Officer"', '"Another One"'));
    const bad = await call(['verify', at('bad'), '--key', at('key.pem')]);
    expect(bad.exit).toBe(1);
    expect(bad.out).toBe('Not in order: line 3: does not follow from the entry before: one of the two was changed, or something between them was dropped or put in.\n');
    expect(JSON.parse((await call(['verify', at('bad'), '--key', at('key.pem'), '--json'])).out)).toEqual({ ok: false, fault: 'prev', line: 3, which: null });
    for (const args of [['verify', at('record')], ['verify', at('record'), '--key', 'short'], ['verify', at('record'), '--key', at('record')], ['verify', at('none'), '--key', publicKey], ['verify', folder, '--key', publicKey], ['verify', at('record'), '--key', publicKey, '--root', 'abc']]) {
      expect({ args, exit: (await call(args)).exit }).toEqual({ args, exit: 2 });
    }
    rmSync(folder, { recursive: true });
  });
});
