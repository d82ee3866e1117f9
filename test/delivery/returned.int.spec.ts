import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { DeliveriesQuery, Lists } from '../../src/lists/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Records } from '../../src/records/index.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { installation, machineReadable, nemcon } from '../support/cli.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { returned } from '../support/returned.js';
import { circulatedRound } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

eachDatabase('a message that came back', (open) => {
  let database: Database;
  let service: Service;
  let folder: string;
  let listId: string;
  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), 'nemcon-returned-'));
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false, keyFile: installation(database.address, folder)['NEMCON_KEY_FILE']! });
    ({ listId } = await circulatedRound(service, { names: 2 }));
    await service.get(Relay).drain();
  });
  afterAll(async () => {
    await service.close().catch(() => undefined);
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });
  const letterTo = (iso2: string): Promise<OutboxMessage> => service.get(Reader).manager.findOneByOrFail(OutboxMessage, { listId, iso2 });
  /** What a mail server returns of the very letter that went out. */
  const bounceOf = async (iso2: string, more = {}): Promise<string> => {
    const { raw } = await service.get(Reader).manager.findOneByOrFail(TrialMail, { id: (await letterTo(iso2)).id });
    return returned({ id: /^Message-ID: <(.+)>$/m.exec(raw)![1]!, ...more });
  };
  const served = async (iso2: string): Promise<boolean> => (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find((mission) => mission.iso2 === iso2)!.served;

  it('leads an officer to the page that says what would be recorded; only then the letter is no service', async () => {
    const [console, message] = [await signIn(service), await bounceOf('KE')];
    const seen = (await service.get(Records).timeline(listId)).length;
    const found = await console.upload('/office/returned', '/office/returned', {}, { field: 'file', name: 'returned.eml', text: message });
    const form = `/office/lists/${listId}/acts/letter-lost`;
    expect([found.status, found.location]).toEqual([303, expect.stringContaining(`${form}?letter=`)]);
    expect((await console.upload('/office/returned', '/office/returned', { message }, { field: 'file', name: '', text: '' })).location).toBe(found.location);
    const asked = await console.get(found.location!);
    const reason = '5.1.1: 550 5.1.1 <mission@missions.example>: No such user here';
    expect(asked.text).toContain('No such user here');
    const fields = { letter: (await letterTo('KE')).id, reason };
    const check = await console.post(form, found.location!, { stage: 'preview', ...fields });
    for (const words of ['Kenya', 'mission.ke@missions.example', 'No such user here']) expect(check.text).toContain(words);
    // A message that anybody may have written has done nothing so far.
    expect([await served('KE'), (await service.get(Records).timeline(listId)).length]).toEqual([true, seen]);
    expect((await console.post(form, found.location!, { stage: 'act', ...fields })).status).toBe(303);
    expect([await served('KE'), await letterTo('KE')]).toEqual([false, expect.objectContaining({ state: 'refused', response: reason })]);
    const twice = await console.upload('/office/returned', '/office/returned', {}, { field: 'file', name: 'returned.eml', text: message });
    expect([twice.status, twice.text.includes('Only a letter that a mail server accepted')]).toEqual([409, true]);
  });

  it('that is forged, of a delay or of no letter of ours is told as such', async () => {
    const console = await signIn(service);
    const outcome = (await service.get(Reader).manager.findOneBy(OutboxMessage, { notice: 'acknowledgement' }))!;
    for (const [text, says] of [
      [returned({ id: '0198d2f4-1111-7000-8000-000000000001@elsewhere.example' }), 'of no letter to a Mission'], [returned({ id: `${outcome.id}@nemcon.example` }), 'of no letter to a Mission'],
      [await bounceOf('FR', { action: 'delayed' }), 'but: delayed'], ['Dear Office, we have moved.', 'not a report of a mail server'], ['', 'not a report of a mail server'],
    ] as const) {
      const answer = await console.upload('/office/returned', '/office/returned', { message: text }, { field: 'file', name: '', text: '' });
      expect([says, answer.status, answer.text.includes(says)]).toEqual([says, 422, true]);
    }
    // What a mail server says is shown as text.
    const hostile = await console.upload('/office/returned', '/office/returned', { message: await bounceOf('FR', { words: 'smtp; <script>alert(1)</script>\u202e' }) }, { field: 'file', name: '', text: '' });
    expect((await console.get(hostile.location!)).text).not.toContain('<script>alert');
    expect(await served('FR')).toBe(true);
  });

  it('is read through the API, and recorded by another operation', async () => {
    const client = await clientOf(service);
    const { status, json } = await client.ask('POST', '/returned-messages', { body: { message: await bounceOf('BR') } });
    expect([status, json]).toEqual([200, { memberState: 'BR', listId, letterId: (await letterTo('BR')).id, notice: 'circulation', address: 'mission.br@missions.example', reason: expect.stringContaining('No such user here') }]);
    expect(await served('BR')).toBe(true);
    expect((await client.ask('POST', `/lists/${listId}/letters/${json.letterId}/loss`, { body: { reason: json.reason } })).json).toEqual({ memberState: 'BR' });
    expect(await served('BR')).toBe(false);
    expect((await client.ask('POST', '/returned-messages', { body: { message: 'none' } })).json.errors).toMatchObject([{ field: 'message', rule: 'returned-shape' }]);
    const large = `${await bounceOf('BR')}${' '.repeat(1024 * 1024)}`;
    expect((await client.ask('POST', '/returned-messages', { body: { message: large } })).json.errors).toMatchObject([{ field: 'message', rule: 'file-too-large' }]);
  });

  it('is read and recorded by the command line, where the State is typed', async () => {
    const file = join(folder, 'returned.eml');
    writeFileSync(file, await bounceOf('DE'));
    await clientOf(service);
    await service.close();
    const ahead = Date.parse('2026-12-02T15:00:00.000Z') - Date.now();
    const call = async (...args: string[]) => machineReadable(await nemcon(installation(database.address, folder), ['bounce', file, '--officer', 'officer@nemcon.example', '--json', ...args], { ahead }));
    expect(await call()).toMatchObject({ memberState: 'DE', address: 'mission.de@missions.example', recorded: false });
    expect((await call('--confirm', 'FR')).rule).toBe('confirmation-differs');
    expect(await call('--confirm', 'DE')).toMatchObject({ recorded: true });
    expect((await call('--confirm', 'DE')).rule).toBe('letter-not-accepted');
  });
});
