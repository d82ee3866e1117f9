import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Officers } from '../../src/officers/index.js';
import { KeyStore } from '../../src/platform/key-store.js';
import { OutboxMessage } from '../../src/outbox/outbox-message.entity.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { enrol, enter } from '../officers/browser.js';
import { machineReadable, installation, nemcon, type Env, type Said } from '../support/cli.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { startService, type Service } from '../support/service.js';

/** The command line beside a service that runs: what it changes holds for sessions that are open. */
eachDatabase('officers on the command line', (open) => {
  let database: Database;
  let folder: string;
  let env: Env;
  let service: Service;
  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), 'nemcon-cli-'));
    env = installation(database.address, folder);
    KeyStore.init(env['NEMCON_KEY_FILE']!);
    service = await startService({ database: database.address, keyFile: env['NEMCON_KEY_FILE']!, config: { secondFactor: 'required' } });
    const add = (name: string, role: string) => service.get(Officers).add({ name, email: `${role}@office.example`, roles: [role] });
    await add('Amal Field', 'drafter');
    await add('Noor Field', 'approver');
    await add('Sami Field', 'operator');
  });
  afterAll(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  const say = (...args: string[]): Promise<Said> => nemcon(env, ['officer', ...args]);
  const told = async (exit: number, ...args: string[]): Promise<any> => {
    const said = await say(...args, '--json');
    expect([args, said.exit]).toEqual([args, exit]);
    return machineReadable(said);
  };
  /** The last act on officers that stands in the record, and in whose name. */
  const recorded = async (): Promise<unknown[]> => (await service.get(Reader).manager.find(RecordEntry, { order: { seq: 'ASC' } }))
    .map(({ entry }) => JSON.parse(entry) as { act: string; actor: unknown; open: unknown }).filter(({ act }) => act.startsWith('officer.'))
    .map(({ act, actor, open: said }) => [act, actor, said]).at(-1)!;

  /** To whom a letter goes, and what it says; but for those on what officers did themselves. */
  const lettersOf = async (notice: string): Promise<unknown[][]> => (await service.get(Reader).manager.findBy(OutboxMessage, { notice })).filter(({ data }) => data['by'] !== 'own')
    .map(({ address, data }) => [address, ...Object.values(data as { change: string; officer: string }).slice(0, 2)]).sort();

  it('are given other roles by whoever runs the installation, not by an operator alone; the page shows it at once, and the approvers are told', async () => {
    const desk = await enrol(service, await enter(service, 'drafter@office.example'));
    expect((await desk.console.get('/office/conferences/new')).status).toBe(200);
    expect((await told(1, 'role', 'drafter@office.example', 'auditor', '--officer', 'operator@office.example')).rule).toBe('second-officer-missing');
    expect(await told(0, 'role', 'drafter@office.example', 'auditor')).toEqual({ email: 'drafter@office.example', roles: ['auditor'] });
    expect((await desk.console.get('/office/conferences/new')).status).toBe(403);
    expect(await recorded()).toEqual(['officer.rolesChanged', 'system', { officer: 'Amal Field', roles: 'auditor' }]);
    expect(await lettersOf('officersChanged')).toEqual([['approver@office.example', 'rolesChanged', 'Amal Field'], ['drafter@office.example', 'rolesChanged', 'Amal Field']]);
    const said = await say('role', 'drafter@office.example', 'drafter', 'approver');
    expect(said).toEqual({ exit: 0, out: 'Amal Field has these roles now: drafter, approver.\n', err: '' });
    expect((await desk.console.get('/office/conferences/new')).status).toBe(200);
  });

  it('are listed with roles and second step', async () => {
    expect(await told(0, 'list')).toEqual([
      { email: 'drafter@office.example', name: 'Amal Field', roles: ['drafter', 'approver'], secondStep: true },
      { email: 'approver@office.example', name: 'Noor Field', roles: ['approver'], secondStep: false },
      { email: 'operator@office.example', name: 'Sami Field', roles: ['operator'], secondStep: false },
    ]);
    expect((await say('list')).out).toContain('drafter@office.example  Amal Field  drafter, approver  second step set up\n');
    expect(await told(0, 'list', '--former')).toEqual([]);
  });

  it('set up a new second step once the old one is reset, and are signed out', async () => {
    await service.get(Officers).add({ name: 'Lin Field', email: 'lin@office.example', roles: ['auditor'] });
    const { console } = await enrol(service, await enter(service, 'lin@office.example'));
    expect((await console.get('/office')).status).toBe(200);
    expect(await told(0, 'reset-second-step', 'lin@office.example')).toEqual({ email: 'lin@office.example', roles: ['auditor'] });
    expect((await console.get('/office')).location).toBe('/office/sign-in');
    expect((await told(1, 'reset-second-step', 'lin@office.example')).rule).toBe('factor-missing');
    expect((await recorded())[0]).toBe('officer.factorEnded');
    expect((await (await enter(service, 'lin@office.example')).get('/office')).location).toBe('/office/second-factor');
  });

  it('lose their access at once: sessions and tokens; the last approver does not', async () => {
    const token = await service.get(Officers).issueToken('lin@office.example', 'test');
    const api = () => fetch(`${service.url}/api/v1/conferences`, { headers: { authorization: `Bearer ${token}` } });
    const { console } = await enrol(service, await enter(service, 'lin@office.example'));
    expect([(await console.get('/office')).status, (await api()).status]).toEqual([200, 200]);
    expect(await say('end-access', 'LIN@office.example', '--officer', 'operator@office.example')).toEqual({ exit: 0, out: 'Lin Field can sign in no more.\n', err: '' });
    expect([(await console.get('/office')).location, (await api()).status]).toEqual(['/office/sign-in', 401]);
    expect(await recorded()).toEqual(['officer.ended', 'Sami Field', { officer: 'Lin Field' }]);
    expect((await lettersOf('officersChanged')).filter(([, change]) => change === 'ended').map(([to]) => to)).toEqual(expect.arrayContaining(['approver@office.example', 'lin@office.example']));
    expect(await told(0, 'list', '--former')).toMatchObject([{ email: 'lin@office.example', roles: ['auditor'], endedAt: expect.stringMatching(/Z$/) }]);
    expect((await told(1, 'end-access', 'lin@office.example')).rule).toBe('officer-unknown');
    await told(0, 'role', 'drafter@office.example', 'drafter');
    expect((await told(1, 'end-access', 'approver@office.example')).rule).toBe('last-approver');
    expect((await told(1, 'role', 'approver@office.example', 'drafter')).rule).toBe('last-approver');
  });

  it('are kept by operators alone, nobody changes their own account, and what is wrong is named', async () => {
    const by = (email: string): string[] => ['--officer', `${email}@office.example`];
    for (const act of [['end-access', 'drafter@office.example'], ['role', 'drafter@office.example', 'auditor'], ['reset-second-step', 'drafter@office.example']]) {
      expect((await told(1, ...act, ...by('approver'))).rule).toBe('role-lacks-right');
      expect((await told(1, ...act, ...by('nobody'))).rule).toBe('officer-unknown');
      expect((await told(2, act[0]!)).rule).toBe('usage');
    }
    expect((await told(1, 'end-access', 'operator@office.example', ...by('operator'))).rule).toBe('own-account');
    expect((await told(1, 'role', 'drafter@office.example', 'emperor')).errors.map(({ rule }: any) => rule)).toEqual(['role-unknown']);
    expect((await told(1, 'role', 'drafter@office.example', 'drafter', 'operator')).errors.map(({ rule }: any) => rule)).toEqual(['roles-apart']);
    expect((await told(2, 'role', 'drafter@office.example')).rule).toBe('usage');
  });

  it('are added, and given tokens, on the server’s own terminal: the approvers are told, and no letter welcomes whoever has the link', async () => {
    await service.get(UnitOfWork).run((tx) => tx.query('DELETE FROM "outbox_message"'));
    expect((await told(0, 'add', 'desk@office.example', 'Rosa Field', '--role', 'registrationDesk')).link).toMatch(/sign-in/);
    await told(0, 'token', 'desk@office.example');
    expect((await lettersOf('officersChanged')).map((letter) => letter.join(' '))).toEqual([
      'approver@office.example added Rosa Field', 'approver@office.example tokenMade Rosa Field', 'desk@office.example tokenMade Rosa Field',
    ]);
    expect(await lettersOf('welcome')).toEqual([]);
  });
});
