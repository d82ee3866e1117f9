import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Lists } from '../../src/lists/index.js';
import { Keys } from '../../src/platform/keys.js';
import { createViews } from '../../src/platform/views.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Databases } from '../../src/platform/database.js';
import { installation, nemcon } from '../support/cli.js';
import { eachDatabase } from '../support/databases.js';
import { canariesIn, wordOf } from './canary.js';
import { BEGIN, CanaryRound, line, text } from './canary-round.js';
import { spills } from './spills.js';
import { swap, takeOut } from './swap.js';
import { tablesOf } from './tables.js';
import { Watched } from './watched.js';

eachDatabase('what is confidential', (open, kind) => {
  let watched: Watched;
  let round: CanaryRound;
  beforeAll(async () => {
    watched = await Watched.start(open, BEGIN);
    round = await CanaryRound.open(watched);
  });
  afterAll(() => watched.close());
  afterEach(() => { watched.findings.length = 0; });

  // One story in five parts: each goes on where the one before ended.
  it('is filed, recorded, explained and withdrawn, each statement of it failing in turn: it reaches nobody else, and nothing is half done', async () => {
    // The mail server answers the letter of KE with its own words, the link among them.
    watched.smtp.behave = (address) => (address === 'mission@ke.example' ? 'quote' : 'accept');
    await round.tick();
    watched.smtp.behave = () => 'accept';
    for (const state of ['KE', 'CN', 'AR', 'JP', 'FR'] as const) await round.enter(state);
    await round.fileByPage();
    await round.fileByProgram();
    await round.recordNote();
    await round.basisLater();
    await round.letGo();
    await round.reportMisdirection();
    await round.others();
    await round.officers();
    await round.look('AR', `${round.base}/own`);
    expect(watched.findings).toEqual([]);
  });

  it('stays where it belongs whatever is wrong with a form, a template, a seal, the disk or the line', async () => {
    await round.invalid();
    const { visitors: { KE, CN, office }, base, desk, ids } = round;
    // What cannot be shown is quoted by the error, a line of it like one of a stack.
    for (const broken of [/^(?!layouts)/, /^/]) {
      swap(createViews(), 'render', (render) => (template, data, page) => {
        if (broken.test(template)) throw new Error(`Cannot show ${text('basis')} ${JSON.stringify(data)}`);
        return render(template, data, page);
      });
      for (const path of [`${base}/own`, `${base}/information`]) await watched.refused(`${path} by a broken template`, () => KE.get(path), 500);
      await watched.refused('the objections by a broken template', () => office.get(`${desk}/objections`), 500);
      takeOut();
    }
    swap(watched.service.get(Keys), 'ofList', (ofList) => (listId) => (
      Object.assign(Object.create(ofList(listId)) as ReturnType<typeof ofList>, { seal: (_: string, words: string) => { throw new Error(`Cannot seal ${words}`); } })
    ));
    const objection = { json: { objections: [{ nominationId: ids[15], basis: text('byProgram') }] } };
    await watched.refused('a filing that cannot be sealed', () => CN.post('/api/v1/mission/objections', objection), 500);
    takeOut();
    // A client goes away in the middle of what it sends.
    const sent = `POST /api/v1/mission/objections HTTP/1.1\r\nhost: nemcon.example\r\nauthorization: Bearer ${CN.bearer}\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n${JSON.stringify(objection.json)}`;
    await watched.refused('a filing that breaks off', async () => {
      const wire = connect(Number(new URL(watched.service.url).port), '127.0.0.1');
      await new Promise<void>((done) => wire.write(sent, () => done()));
      wire.destroy();
      await setTimeout(30);
      return { status: 400, location: '', bytes: Buffer.alloc(0), text: '' };
    }, 400);
    if (kind === 'SQLite') {
      const { writing } = watched.service.app.get<Databases>(DATABASES);
      const [{ page_count: pages }] = (await writing.query('PRAGMA page_count')) as [{ page_count: number }];
      await writing.query(`PRAGMA max_page_count = ${pages + 50}`);
      const scan = Buffer.concat([Buffer.from(`%PDF-1.7 ${text('scan')}`), Buffer.alloc(2e6, 'invented ')]);
      await watched.refused('a scan on a full disk', () => round.note(scan), 503);
      await writing.query('PRAGMA max_page_count = 1000000');
    }
    // After all of it, it is done as ever.
    await watched.act('CN files again', () => CN.post('/api/v1/mission/objections', { ...objection, headers: { 'idempotency-key': 'again' } }));
    expect(watched.findings).toEqual([]);
  });

  it('is disclosed by two officers to the State that asked and to nobody else, whatever fails; nor do reminders, extensions, new links or codes tell', async () => {
    await round.disclose();
    await round.officeWithdraws();
    await round.remind();
    await round.extend();
    await round.anew('KE');
    await round.tick();
    expect(watched.findings).toEqual([]);
  });

  it('is not told by the command line, nor by an export of the record', async () => {
    const { service, database, smtp, failures } = watched;
    const env = installation(database.address, dirname(service.keyFile), { smtpUrl: smtp.url });
    const reference = line('extension');
    const call = async (...args: string[]): Promise<number> => {
      const { exit, out, err } = await nemcon(env, args, { ahead: Date.parse(BEGIN) - Date.now() + 3_600_000 });
      // The register of deliveries is where an officer reads by what reference a Mission was told; nothing else says it.
      watched.look('output', args.join(' '), Buffer.from(args[0] === 'deliveries' ? out.replaceAll(reference, '') + err : out + err));
      return exit;
    };
    const served = ['served', `${round.slug}/6b`, 'FR', reference, '--means', 'hand', '--at', '2026-12-01T15:30:00.000Z', '--officer', 'office@office.example'];
    failures.begin(Infinity, 'refuses');
    expect(await call(...served)).toBe(0);
    const { count } = failures;
    failures.end();
    // Of the many statements of a start some of the last, where the act itself is; behind it only two that note how far the record has come.
    for (let back = 2; back < 12; back++) {
      failures.begin(count - back, back % 2 ? 'refuses' : 'rolls back');
      const exit = await call(...served, ...(back % 2 ? ['--json'] : []));
      expect([failures.end() === null, exit]).toEqual([false, 4]);
    }
    const file = join(dirname(service.keyFile), 'export.jsonl');
    expect([await call('record', 'export', file), await call('deliveries', `${round.slug}/6b`)]).toEqual([0, 0]);
    watched.look('export', 'the export of the record', readFileSync(file));
    rmSync(file);
    expect(watched.findings).toEqual([]);
  });

  it('is not told by the final list, nor by the end of the key, whatever fails before them', async () => {
    await round.tick('2026-12-19T15:00:00.000Z');
    await round.late();
    await round.finalize();
    expect((await watched.service.get(Lists).find(round.listId)).state).toBe('finalized');
    await round.tick();
    await round.others();
    // No row of any table stands a State beside the name that it objected to.
    const rows = [...await tablesOf(watched.service)].flatMap(([table, all]) => all.map((row) => `${table} ${row}`));
    for (const [state, names] of [['KE', [0, 1, 2]], ['CN', [3, 15]], ['AR', [4, 6]]] as const) {
      expect(rows.filter((row) => row.includes(`"${state}"`) && names.some((at) => row.includes(round.ids[at]!)))).toEqual([]);
    }
    await round.destroyKey();
    expect(watched.service.get(Keys).lives(round.listId)).toBe(false);
    expect(watched.findings).toEqual([]);
  });

  // What is planted shows that the proof sees; it sees alike on both databases.
  if (kind === 'SQLite') {
    describe('would be found', () => {
      beforeAll(async () => {
        round = await CanaryRound.open(watched, 1);
        for (const state of ['CN', 'FR'] as const) await round.enter(state);
      });

      it.each(spills.map((spill) => [spill.name, spill] as const))('with %s', async (_, { plant, provoke, found }) => {
        expect(watched.findings).toEqual([]);
        plant(watched.service.get);
        await provoke(round).finally(takeOut);
        expect(watched.findings.join('\n')).toMatch(found);
        // What stands in the database by this fault is not found once more by the next.
        watched.forget();
      });
    });
  }
});

describe('a canary', () => {
  const word = wordOf('invented');
  const hidden = (text: string): [string, Buffer][] => {
    const bytes = Buffer.from(text);
    const each = (write: (byte: number) => string): Buffer => Buffer.from([...bytes].map(write).join(''));
    const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
    return [
      ['as it is', bytes], ['in UTF-16', Buffer.from(text, 'utf16le')], ['in UTF-16, the other way round', Buffer.from(text, 'utf16le').swap16()],
      ...['', 'a', 'ab'].map((before): [string, Buffer] => [`in base64 after ${before.length} bytes`, Buffer.from(Buffer.from(before + text).toString('base64'))]),
      ['in base64url', Buffer.from(bytes.toString('base64url'))], ['in hex', Buffer.from(bytes.toString('hex'))],
      ['in percents', each((byte) => `%${hex(byte).toUpperCase()}`)], ['in escapes of JSON', each((byte) => `\\u00${hex(byte)}`)],
      ['in references of HTML', each((byte) => `&#${byte};`)], ['quoted-printable', each((byte) => `=${hex(byte).toUpperCase()}`)],
      ['in a letter that folds its lines', Buffer.from(`Subject: invented\r\n\r\n${text.slice(0, 9)}=\r\n${text.slice(9)}`)],
    ];
  };

  it.each(hidden(`an ${word} is here`))('is found %s', (_, bytes) => {
    const canaries = [word, wordOf('other')].map((each) => ({ label: each, word: each, mayReach: () => false }));
    expect(canariesIn(canaries, Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')])).map(({ canary }) => canary.word)).toEqual([word]);
  });
});
