import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modalities } from '../../workflows/modalities/index.js';
import { memberStates } from '../../src/directory/index.js';
import { machineReadable, installation, nemcon, type Env, type Said } from '../support/cli.js';
import { eachDatabase, type Database } from '../support/databases.js';

const BEFORE = '2026-12-01T15:00:00.000Z';
const RUNNING = '2026-12-03T15:00:00.000Z';
const AFTER = '2027-01-04T15:00:00.000Z';

eachDatabase('the command line', (open) => {
  let database: Database;
  let folder: string;
  let env: Env;
  let ahead: number;
  const setTime = (instant: string): void => { ahead = Date.parse(instant) - Date.now(); };
  const file = (name: string, text?: string): string => {
    const path = join(folder, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
  const say = (...args: string[]): Promise<Said> => nemcon(env, args, { ahead });
  /** A call that does what it is asked, told to a program. */
  const done = async (...args: string[]): Promise<any> => {
    const said = await say(...args, '--json');
    const told = machineReadable(said);
    expect([told, said.exit]).toEqual([told, 0]);
    return told;
  };
  /** A call that a rule refuses, told to a program and to a person. */
  const refused = async (...args: string[]): Promise<any> => {
    const said = await say(...args, '--json');
    const problem = machineReadable(said);
    expect([problem.type, problem.exit, said.exit]).toEqual([`urn:nemcon:rule:${problem.rule}`, 1, 1]);
    const told = await say(...args);
    expect([told.exit, told.out]).toEqual([1, '']);
    // An instant in a sentence is counted from now.
    const calm = (text: string): string => text.replace(/\d{2}\.\d{3}Z/g, '');
    expect(calm(told.err)).toContain(calm(problem.title));
    return problem;
  };
  const drafter = ['--officer', 'drafter@nemcon.example'];
  const approver = ['--officer', 'approver@nemcon.example'];
  const names = (count: number): string => `name,country,category,e-mail,language,women-led\n${Array.from({ length: count }, (_, n) => `Invented Association ${n},FR,ngo,contact${n}@invented.example,fr,yes`).join('\n')}\n`;

  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), 'nemcon-cli-'));
    env = installation(database.address, folder);
    setTime(BEFORE);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('makes a key once, and brings the database to this version', async () => {
    expect(await done('key', 'init', env['NEMCON_KEY_FILE']!)).toEqual({ file: env['NEMCON_KEY_FILE'] });
    expect((await refused('key', 'init', env['NEMCON_KEY_FILE']!)).rule).toBe('key-exists');
    expect(await done('migrate')).toEqual({ migrated: true });
    expect((await say('migrate')).out).toBe('The database is at this version.\n');
  });

  it('adds officers, and acts in the name of one only where it is plain which', async () => {
    expect((await refused('conference', 'create', 'none-yet', 'Invented', '--modality', 'a-res-71-280')).rule).toBe('officer-none');
    expect(await done('officer', 'list')).toEqual([]);
    expect((await done('officer', 'add', 'drafter@nemcon.example', 'Invented Drafter', '--role', 'drafter')).link).toMatch(/^http:\/\/127\.0\.0\.1:3100\/office\/sign-in\/[\w-]{43}$/);
    await done('officer', 'add', 'approver@nemcon.example', 'Invented Approver', '--role', 'approver');
    expect(await done('officer', 'list')).toEqual([
      { email: 'drafter@nemcon.example', name: 'Invented Drafter', roles: ['drafter'], secondStep: false }, { email: 'approver@nemcon.example', name: 'Invented Approver', roles: ['approver'], secondStep: false },
    ]);
    expect((await done('officer', 'token', 'drafter@nemcon.example', 'a script')).token).toMatch(/^nemcon_[\w-]{43}$/);
    expect((await say('officer', 'link', 'drafter@nemcon.example')).out).toMatch(/\/office\/sign-in\/[\w-]{43}\n$/);
    expect((await refused('officer', 'add', 'drafter@nemcon.example', 'Twice', '--role', 'drafter')).rule).toBe('officer-known');
    expect((await refused('officer', 'add', 'no-address', 'Invented', '--role', 'emperor')).errors.map(({ rule }: any) => rule)).toEqual(['email-shape', 'role-unknown']);
    expect((await refused('officer', 'token', 'nobody@nemcon.example')).rule).toBe('officer-unknown');
    expect((await refused('conference', 'create', 'whose', 'Invented', '--modality', 'a-res-71-280')).rule).toBe('officer-unnamed');
    expect((await refused('conference', 'create', 'whose', 'Invented', '--modality', 'a-res-71-280', ...approver)).rule).toBe('role-lacks-right');
  });

  it('checks and imports the addresses of Missions, all rows or none', async () => {
    const faulty = file('faulty.csv', 'state,address,language\nFR,mission@missions.example,fr\nXX,not-an-address,xx\n');
    for (const name of ['check', 'import']) {
      const { errors } = await refused('missions', name, faulty, ...(name === 'import' ? drafter : []));
      expect(errors.map(({ row, field, rule }: any) => [row, field, rule])).toEqual([[3, 'state', 'state-unknown'], [3, 'address', 'email-shape'], [3, 'language', 'language-unknown']]);
    }
    expect((await refused('missions', 'check', file('columns.csv', 'a,b\n1,2\n'))).errors[0].rule).toBe('missions-columns-missing');
    const second = await refused('missions', 'check', file('second.csv', 'state,address\nFR,a@missions.example,\nFR,a@missions.example,b@missions.example\n'));
    expect(second.errors).toMatchObject([{ row: 3, field: 'file', rule: 'row-too-wide' }]);
    expect((await refused('missions', 'check', file('empty.csv', ''))).rule).toBe('file-empty');
    // One Mission has no address: it is served by other means below.
    const states = memberStates().map(({ iso2 }) => iso2).filter((iso2) => iso2 !== 'TV');
    const fine = file('missions.csv', `State;E-mail;Language\n${states.map((iso2) => `${iso2};mission.${iso2.toLowerCase()}@missions.example;`).join('\n')}\n`);
    expect(await done('missions', 'check', fine)).toEqual({ rows: 192 });
    expect(await done('missions', 'import', fine, ...drafter)).toEqual({ missions: 192, addresses: 192 });
    expect(await done('missions', 'import', fine, ...drafter)).toEqual({ missions: 192, addresses: 0 });
    expect((await say('missions', 'import', fine, ...drafter)).out).toBe('Missions in the file: 192. Addresses added: 0.\n');
  });

  it('checks a modality and draws the procedure', async () => {
    const own = structuredClone(modalities[0]!) as any;
    own.id = 'of-our-own';
    expect(await done('modality', 'check', file('fine.json', JSON.stringify(own)))).toEqual({ faults: [] });
    const said = await say('modality', 'check', file('faulty.json', JSON.stringify({ ...own, silence: { ...own.silence, zone: 'America/Nowhere' } })), '--json');
    expect([machineReadable(said).faults.map(({ path }: any) => path), said.exit]).toEqual([['/silence/zone'], 1]);
    expect((await refused('modality', 'check', file('broken.json', '{'))).rule).toBe('modality-fault');
    expect((await done('modality', 'diagram')).every(({ mermaid }: any) => /^(stateDiagram|flowchart)/.test(mermaid))).toBe(true);
    expect((await say('modality', 'diagram')).out).toMatch(/^%% /);
  });

  it('opens conferences, under a modality of the installation\'s own only when two officers agree', async () => {
    expect((await done('conference', 'create', 'shipped', 'Invented Conference', '--modality', 'a-res-71-280', ...drafter)).slug).toBe('shipped');
    expect((await refused('conference', 'create', 'shipped', 'Again', '--modality', 'a-res-71-280', ...drafter)).rule).toBe('slug-taken');
    expect((await refused('conference', 'create', 'x', 'Again', '--modality', 'no-such', ...drafter)).rule).toBe('modality-unknown');
    const own = ['conference', 'create', 'own', 'Invented Conference', '--modality', file('fine.json'), ...drafter];
    expect((await refused(...own)).errors[0].rule).toBe('proposal-reason-empty');
    const { proposal } = await done(...own, '--reason', 'As the Assembly decided');
    expect((await done('conference', 'list')).map(({ slug }: any) => slug)).toEqual(['shipped']);
    await done('approve', proposal, ...approver);
    expect((await done('conference', 'list')).map(({ slug, modality }: any) => [slug, modality])).toEqual([['shipped', 'a-res-71-280'], ['own', 'of-our-own']]);
  });

  it('opens a list and imports names, all or none, after a report that changes nothing', async () => {
    await done('list', 'create', 'shipped/6b', ...drafter);
    expect((await refused('list', 'create', 'shipped/9z', ...drafter)).rule).toBe('list-key-unknown');
    expect((await refused('import', file('names.csv', names(4)), '--list', 'shipped/6c', ...drafter)).rule).toBe('list-unknown');
    const faulty = ['import', file('rows.csv', 'name,category,country\nInvented Fine,ngo,Atlantis\nInvented Other,pirates,FR\n'), '--list', 'shipped/6b', ...drafter];
    for (const dry of [['--dry-run'], []]) {
      const said = await say(...faulty, ...dry, '--json');
      expect(said.exit).toBe(1);
      expect(machineReadable(said)).toMatchObject({
        accepted: 1, refused: 1, added: 0, problems: [{ line: 3, column: 'category', rule: 'category-unknown' }], remarks: [{ line: 2, column: 'country', rule: 'place-not-member' }],
      });
    }
    expect((await say(...faulty)).out).toMatch(/^line 3: The category “pirates” is not one of this conference\./);
    const fine = ['import', file('names.csv'), '--list', 'shipped/6b', ...drafter];
    expect(await done(...fine, '--dry-run')).toMatchObject({ accepted: 4, refused: 0, added: 0, problems: [] });
    expect(await done(...fine)).toMatchObject({ accepted: 4, added: 4 });
    const again = await say(...fine, '--json');
    expect([again.exit, machineReadable(again).problems.map(({ rule }: any) => rule)]).toEqual([1, Array.from({ length: 4 }, () => 'name-already-listed')]);
    expect((await refused('import', file('columns.csv'), '--list', 'shipped/6b', ...drafter)).rule).toBe('column-missing');
  });

  it('imports a register whole, as a dated edition, or nothing of it', async () => {
    const fine = 'name,session_end_date,status,status_year,status_evidence\nInvented Harbour Council,2024-06-14,special,2024,\nInvented Old Mill Trust,2010-06-21,general,2010,\n';
    const call = (path: string, ...more: string[]) => ['register', 'import', path, '--kind', 'ecosoc', '--as-of', '2024-06-14', ...drafter, ...more];
    expect(await done('register', 'list')).toEqual([]);
    expect((await refused(...call(file('renamed.csv', fine.replace(',status,', ',consultative_status,'))))).errors).toMatchObject([{ rule: 'register-column-renamed' }]);
    expect((await refused(...call(file('register.csv', fine)).map((word) => (word === 'ecosoc' ? 'elsewhere' : word)))).errors).toMatchObject([{ field: 'kind', rule: 'register-kind-unknown' }]);
    expect((await refused(...call(file('register.csv')).map((word) => (word === '2024-06-14' ? '2027-06-14' : word)))).errors).toMatchObject([{ field: 'asOf', rule: 'register-as-of-later' }]);
    const faulty = await say(...call(file('faulty.csv', fine.replace('general', 'honorary'))), '--json');
    expect([faulty.exit, machineReadable(faulty)]).toEqual([1, expect.objectContaining({ imported: false, problems: [expect.objectContaining({ line: 3, column: 'status' })] })]);
    expect(await done(...call(file('register.csv'), '--dry-run'))).toMatchObject({ entries: 2, imported: false, problems: [] });
    expect(await done('register', 'list')).toEqual([]);
    expect(await done(...call(file('register.csv')))).toMatchObject({ entries: 2, imported: true });
    expect((await refused(...call(file('register.csv')))).errors).toMatchObject([{ rule: 'register-there' }]);
    expect(await done('register', 'list')).toMatchObject([{ kind: 'ecosoc', asOf: '2024-06-14', entries: 2, file: 'register.csv' }]);
    expect(await done('register', 'find', 'Invented Harbour Council')).toMatchObject([{ register: 'ecosoc', asOf: '2024-06-14', found: [{ item: { status: 'special' } }] }, { register: 'nhri', asOf: null, found: [] }, { register: 'invitations', asOf: null, found: [] }]);
    expect((await say('register', 'find', 'Wholly Unknown Fellowship')).out).toContain('ecosoc: not found (as of 2024-06-14): unknown, to be checked.');
  });

  const circulate = ['circulate', 'shipped/6b', '--deadline', '2026-12-15T17:00', '--reason', 'All names are checked', ...drafter];
  it('circulates when another officer approves', async () => {
    expect((await refused(...circulate, '--confirm', '6c')).rule).toBe('confirmation-differs');
    expect((await refused('circulate', 'shipped/6b', '--deadline', '2026-12-02T17:00', '--confirm', '6b', '--reason', 'Soon', ...drafter)).rule).toBe('deadline-below-minimum');
    const { proposal, act, will } = await done(...circulate, '--confirm', '6b');
    expect([act, will]).toEqual(['circulate', expect.objectContaining({ names: 4, missions: 193, addresses: 192, unaddressed: ['TV'], deadline: '2026-12-15T22:00:00.000Z' })]);
    expect((await done('status', 'shipped/6b'))).toMatchObject({ state: 'draft', letters: { total: 0 } });
    expect((await done('proposals', ...approver)).map(({ id }: any) => id)).toEqual([proposal]);
    expect(await done('proposals', proposal, ...approver)).toMatchObject({ id: proposal, state: 'open', reason: 'All names are checked', command: { wallTime: '2026-12-15T17:00' } });
    expect((await refused('approve', proposal, ...drafter)).rule).toBe('own-proposal');
    expect((await say('approve', proposal, ...approver)).out).toMatch(/^Done: circulate\.\n {2}names: \d+\n/);
    expect((await refused('approve', proposal, ...approver)).rule).toBe('proposal-closed');
    expect((await refused('proposals', 'no-such', ...approver)).rule).toBe('proposal-unknown');
    expect(await done('status', 'shipped/6b')).toMatchObject({ state: 'circulated', deadline: '2026-12-15T22:00:00.000Z', letters: { total: 192, queued: 192 } });
    expect((await say('status', 'shipped/6b')).out).toBe('State: circulated. Deadline: 2026-12-15T22:00:00.000Z.\nLetters: 192; accepted 0, queued 192, deferred 0, refused 0, given up 0.\n');
    const again = await done('circulate', 'shipped/6b', '--deadline', '2026-12-16T17:00', '--confirm', '6b', '--reason', 'Twice', ...drafter).catch((error: Error) => error.message);
    expect(again).toContain('not-in-this-state');
  });

  it('looks after letters while the silence runs', async () => {
    setTime(RUNNING);
    expect(await done('deliveries', 'shipped/6b', '--unserved')).toHaveLength(193);
    expect((await done('deliveries', 'shipped/6b')).find(({ memberState }: any) => memberState === 'FR')).toMatchObject({
      served: false, addresses: ['mission.fr@missions.example'], letters: [{ notice: 'circulation', address: 'mission.fr@missions.example', state: 'queued' }],
    });
    expect(await done('resend', 'shipped/6b', 'FR', '--address', 'other.fr@missions.example', '--new-link', ...drafter)).toEqual({ addresses: ['other.fr@missions.example'] });
    expect((await refused('resend', 'shipped/6b', 'TV', ...drafter)).rule).toBe('mission-without-address');
    expect((await done('remind', 'shipped/6b', '--at', '2026-12-10T15:00:00.000Z', '--not-opened', ...drafter)).id).toBeTruthy();
    expect((await say('remind', 'shipped/6b', ...drafter)).out).toBe('Reminders are queued.\n');
    expect((await refused('remind', 'shipped/6b', '--at', 'tomorrow', ...drafter)).errors[0].rule).toBe('instant-shape');
    expect((await refused('remind', 'shipped/6b', '--at', '2026-11-10T15:00:00.000Z', ...drafter)).errors[0].rule).toBe('reminder-in-past');
    const served = ['served', 'shipped/6b', 'TV', 'Note 17', '--at', '2026-12-02T15:00:00.000Z', ...drafter];
    expect(await done(...served, '--means', 'hand')).toEqual({ state: 'circulated' });
    expect(await say(...served, '--means', 'pigeon', '--json')).toMatchObject({ exit: 2, err: '' });
    expect(await done('deliveries', 'shipped/6b', '--unserved')).toHaveLength(192);
    const entry = async () => (await done('deliveries', 'shipped/6b')).find(({ memberState }: any) => memberState === 'TV').services;
    const [{ id }] = await entry();
    expect((await say('deliveries', 'shipped/6b')).out).toContain(`TV  served  hand Note 17 2026-12-02T15:00:00.000Z (${id})\n`);
    expect(await done('served-back', 'shipped/6b', id, '--why', 'Another Mission', ...drafter)).toEqual({ memberState: 'TV', state: 'circulated' });
    expect((await refused('served-back', 'shipped/6b', id, '--why', 'Twice', ...drafter)).rule).toBe('service-unknown');
    expect(await entry()).toEqual([]);
    expect((await say(...served, '--means', 'hand', '--also', 'France')).exit).toBe(2);
    expect((await say(...served, '--means', 'hand', '--also', 'NR=Note 18@2026-12-02T16:00:00.000Z', 'PW')).out).toBe('Recorded for TV, NR, PW.\n');
    expect((await done('deliveries', 'shipped/6b')).flatMap(({ memberState, services }: any) => services.map(({ reference, servedAt }: any) => [memberState, reference, servedAt]))).toEqual([
      ['NR', 'Note 18', '2026-12-02T16:00:00.000Z'], ['PW', 'Note 17', '2026-12-02T15:00:00.000Z'], ['TV', 'Note 17', '2026-12-02T15:00:00.000Z'],
    ]);
  });

  it('drafts an addendum, and tells the revisions of a list', async () => {
    expect((await done('list', 'addendum', 'shipped/6b', ...drafter)).key).toBe('6b-add1');
    expect((await refused('list', 'addendum', 'shipped/6b', ...drafter)).rule).toBe('addendum-open');
    const again = await say('import', file('names.csv'), '--list', 'shipped/6b-add1', '--json', ...drafter);
    expect(machineReadable(again).problems.map(({ rule }: any) => rule)).toEqual(Array.from({ length: 4 }, () => 'name-already-listed'));
    expect((await done('list', 'revisions', 'shipped/6b')).map(({ number, act, names }: any) => [number, act, names])).toEqual([[1, 'names.added', 4], [2, 'list.circulated', 0]]);
    expect((await say('list', 'redline', 'shipped/6b', '0', '1')).out).toMatch(/^From revision 0 to 1:\n\+ Invented Association 0\n/);
    expect(await done('list', 'redline', 'shipped/6b')).toEqual({ from: 1, to: 2, added: [], removed: [], changed: [] });
    expect((await refused('list', 'redline', 'shipped/6b', '9')).rule).toBe('revision-unknown');
  });

  it('extends when another officer approves; declined, nothing changes', async () => {
    const extend = ['extend', 'shipped/6b', '--reason', 'A holiday', ...drafter];
    expect((await refused(...extend, '--deadline', '2026-12-14T17:00')).rule).toBe('deadline-not-later');
    const { proposal: first } = await done(...extend, '--deadline', '2026-12-21T17:00');
    expect(await done('decline', first, ...approver)).toEqual({ closed: first });
    expect((await refused('approve', first, ...approver)).rule).toBe('proposal-closed');
    // The Mission without an address was told by hand above.
    const { proposal, will } = await done(...extend, '--deadline', '2026-12-22T17:00', '--zone', 'Europe/Paris');
    expect(will).toEqual({ kind: 'extension', unaddressed: [] });
    expect((await done('approve', proposal, ...approver)).result).toEqual({ deadline: '2026-12-22T16:00:00.000Z', unaddressed: [] });
    expect((await done('status', 'shipped/6b')).deadline).toBe('2026-12-22T16:00:00.000Z');
    expect((await done('proposals', ...drafter))).toEqual([]);
  });

  it('makes the list final, lets the silence of unserved Missions count only by an override, and tells of the Assembly', async () => {
    const finalize = ['finalize', 'shipped/6b', '--confirm', '6b', '--reason', 'The silence is over', ...drafter];
    expect((await refused(...finalize)).rule).toBe('not-in-this-state');
    setTime(AFTER);
    expect((await refused('export', 'shipped/6b', 'final', file('final.csv'))).rule).toBe('final-list-not-final');
    const late = ['served', 'shipped/6b', 'KE', 'Receipt 7', '--means', 'hand', '--at', '2026-12-05T15:00:00.000Z', '--also', 'BR', 'FR=Receipt 8'];
    expect((await refused(...late, ...drafter)).rule).toBe('second-officer-missing');
    await done('approve', (await done(...late, '--reason', 'The receipts were found', ...drafter)).proposal, ...approver);
    const [{ services: [receipt] }] = (await done('deliveries', 'shipped/6b')).filter(({ memberState }: any) => memberState === 'BR');
    expect(receipt).toMatchObject({ reference: 'Receipt 7' });
    const back = await done('served-back', 'shipped/6b', receipt.id, '--why', 'It names another Mission', '--reason', 'Found out', ...drafter);
    expect([back.act, (await done('approve', back.proposal, ...approver)).result]).toEqual(['serviceBackLate', { memberState: 'BR', state: 'held' }]);
    const { proposal: override } = await done('override', 'shipped/6b', '--reason', 'They were told by telephone', ...drafter);
    await done('approve', override, ...approver);
    const { proposal, will } = await done(...finalize);
    expect(will).toMatchObject({ final: 4, notFinal: 0 });
    expect((await done('approve', proposal, ...approver)).result).toMatchObject({ final: 4, notFinal: 0, outcomes: 4 });
    expect(await done('transmit', 'shipped/6b', 'final', 'A/72/INF/5', ...drafter)).toEqual({ which: 'final', symbol: 'A/72/INF/5' });
    expect((await refused('noted', 'shipped/6b', 'A/DEC/72/1', 'tomorrow', ...drafter)).errors[0].rule).toBe('date-shape');
    expect(await done('noted', 'shipped/6b', 'A/DEC/72/1', '2027-01-04', ...drafter)).toEqual({ symbol: 'A/DEC/72/1', on: '2027-01-04' });
    expect((await done('status', 'shipped/6b')).state).toBe('noted');
    const correct = ['correct', 'shipped/6b', 'noted', 'A/DEC/72/2', '--why', 'A slip of the pen'];
    expect((await refused(...correct, ...drafter)).rule).toBe('role-lacks-right');
    expect(await done(...correct, ...approver)).toEqual({ which: 'noted', symbol: 'A/DEC/72/2', on: '2027-01-04' });
    expect((await say('correct', 'shipped/6b', 'never', 'A/1', '--why', 'x', ...approver)).exit).toBe(2);
  });

  it('writes lists and the record to files', async () => {
    for (const name of ['proposed.csv', 'final.csv', 'final.xlsx']) {
      expect(await done('export', 'shipped/6b', name.split('.')[0]!, file(name))).toEqual({ file: file(name) });
    }
    await done('export', 'shipped/6b', 'final', file('shared.csv'), '--shared');
    await done('export', 'shipped/6b', 'final', file('whole.csv'), '--addenda');
    expect(readFileSync(file('whole.csv'), 'utf8')).toContain('List under paragraph 6 (b),Invented Association 3');
    expect((await say('export', 'shipped/6b', 'proposed', file('whole.csv'), '--addenda')).exit).toBe(2);
    const [own, shared] = ['final.csv', 'shared.csv'].map((name) => readFileSync(file(name), 'utf8'));
    expect([own, shared]).toEqual([expect.stringContaining('Invented Association 3'), expect.stringContaining('Invented Association 3')]);
    expect([own!.includes('contact3@invented.example'), shared!.includes('contact3@invented.example')]).toEqual([true, false]);
    expect(readFileSync(file('final.xlsx')).subarray(0, 2).toString()).toBe('PK');
    await done('record', 'export', file('record.jsonl'));
    const lines = readFileSync(file('record.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Record<string, any>);
    expect(lines[0]).toEqual({ format: 'nemcon-record/1', key: (await done('record', 'key')).key });
    expect(lines.at(-1)!['end']).toBeGreaterThan(10);
    expect(lines.find(({ act }) => act === 'list.finalized')).toMatchObject({ actor: 'Invented Approver', open: { proposedBy: 'Invented Drafter', proposalReason: 'The silence is over' } });
  });

  it('shows the report as it is published, and publishes figures on objections when two officers agree', async () => {
    const { report, hash } = await done('report', 'shipped/6b');
    expect([report.number, report.columns, report.total, hash]).toEqual([1, ['applied', 'screened', 'proposed', 'final'], { applied: 0, screened: 0, proposed: 4, final: 4 }, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect((await say('report', 'shipped/6b')).out).toMatch(/^ +Applied +Screened +Proposed +Final\n(.*\n)+Total +0 +0 +4 +4\n$/);
    expect(await done('report', 'shipped/6b', file('report.csv'))).toEqual({ file: file('report.csv') });
    await done('report', 'shipped/6b', file('report.xlsx'));
    expect([readFileSync(file('report.csv'), 'utf8').trim().split('\r\n').at(-1), readFileSync(file('report.xlsx')).subarray(0, 2).toString()]).toEqual(['Total,,0,0,4,4', 'PK']);
    expect((await say('report', 'shipped/6b', file('report.pdf'))).exit).toBe(2);
    expect([(await refused('report', 'shipped')).rule, (await refused('report', 'shipped/6b-add1')).rule, (await refused('report', 'nowhere')).rule]).toEqual(['report-incomplete', 'report-missing', 'conference-unknown']);

    const publish = ['publish-figures', 'shipped/6b', '--reason', 'The Assembly asked for them', ...drafter];
    expect((await refused(...publish, '--confirm', '6c')).rule).toBe('confirmation-differs');
    const { proposal, act, will } = await done(...publish, '--confirm', '6b');
    expect([act, will.total]).toEqual(['publishFigures', { applied: 0, screened: 0, proposed: 4, objected: 0, withdrawn: 0, final: 4 }]);
    expect((await done('report', 'shipped/6b')).report.number).toBe(1);
    expect((await refused('approve', proposal, ...drafter)).rule).toBe('own-proposal');
    await done('approve', proposal, ...approver);
    expect((await done('report', 'shipped/6b')).report).toMatchObject({ number: 2, total: { objected: 0, withdrawn: 0 } });
    expect((await refused(...publish, '--confirm', '6b')).rule).toBe('figures-published');
  });

  it('takes a list back whole', async () => {
    await done('list', 'create', 'shipped/6c', ...drafter);
    expect((await done('list', 'carry-over', 'shipped/6c', ...drafter)).map(({ outcome }: any) => outcome)).toEqual(Array(4).fill('carried'));
    // A choice, by name and by id; what is not offered is told of beside it.
    const offered = await done('list', 'carry-over', 'shipped/6c', ...drafter);
    const [first, second] = offered;
    const chosen = (await say('list', 'carry-over', 'shipped/6c', first.name, second.id, 'Never proposed', '--put', ...drafter)).out;
    expect(chosen).toBe(`+ ${first.name}\n+ ${second.name}\n= Never proposed (not offered)\nPut onto the draft: 2; there already: 0; not offered: 1.\n`);
    expect((await say('list', 'carry-over', 'shipped/6c', '--put', ...drafter)).out).toMatch(/= .* \(there already\)\n[^]*Put onto the draft: 2; there already: 2; not offered: 0\.\n$/);
    expect((await done('list', 'carry-over', 'shipped/6c', ...drafter)).map(({ outcome }: any) => outcome)).toEqual(Array(4).fill('listed'));
    expect((await refused('list', 'label', 'shipped/6c', '9', 'Of no revision', ...drafter)).rule).toBe('revision-unknown');
    expect(await done('list', 'label', 'shipped/6c', '1', ' As shown on 3 March ', ...drafter)).toEqual({ revision: 1, label: 'As shown on 3 March' });
    expect((await done('list', 'revisions', 'shipped/6c'))[0].label).toBe('As shown on 3 March');
    const withdraw = ['withdraw', 'shipped/6c', '--confirm', '6c', '--reason', 'Drawn up anew'];
    expect((await refused(...withdraw, '--officer', 'nobody@office.example')).rule).toBeTruthy();
    expect(await done(...withdraw, ...drafter)).toEqual({ withdrawn: true });
    expect((await done('conference', 'list'))[0].lists.map(({ key, state }: any) => [key, state])).toEqual([['6b', 'noted'], ['6b-add1', 'draft'], ['6c', 'withdrawn']]);
  });

  it('rotates the key, and destroys a list\'s when two officers agree', async () => {
    const before = readFileSync(env['NEMCON_KEY_FILE']!, 'utf8');
    expect((await done('key', 'rotate')).wrapped).toBeGreaterThanOrEqual(3);
    expect(readFileSync(env['NEMCON_KEY_FILE']!, 'utf8')).not.toBe(before);
    await done('record', 'export', file('rotated.jsonl'));
    expect(JSON.parse(readFileSync(file('rotated.jsonl'), 'utf8').trim().split('\n').at(-2)!)).toMatchObject({ act: 'key.rotated', actor: 'system', open: { keys: expect.any(Number) } });
    expect((await refused('key', 'rotate', ...drafter)).rule).toBe('role-lacks-right');
    const destroy = ['key', 'destroy', 'shipped/6b', '--reason', 'Invented', ...drafter];
    expect((await refused(...destroy, '--confirm', '6c')).rule).toBe('confirmation-differs');
    expect(await refused(...destroy, '--confirm', '6b')).toMatchObject({ rule: 'retention-not-over', detail: expect.stringMatching(/is kept until 20\d\d-\d\d-\d\d\./) });
    const { proposal } = await done(...destroy, '--confirm', '6b', '--early', 'The Office is closed');
    await done('approve', proposal, ...approver);
    // Proposals of the list lay under its key.
    expect((await refused('proposals', proposal, ...approver)).rule).toBe('key-destroyed');
    expect(existsSync(`${env['NEMCON_KEY_FILE']}.store`)).toBe(true);
  });
});
