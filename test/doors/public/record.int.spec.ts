import { ObjectionsQuery, RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { pemOf, Records } from '../../../src/records/index.js';
import { Officers, type Role } from '../../../src/officers/index.js';
import { circulatedRound, statementOf } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { verdictOf } from '../../support/verifiers.js';
import { signIn } from '../office/console.js';

eachService('the record outside', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let receipts: { filed: string; nothing: string };
  beforeAll(async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'Invented basis' }] }, { kind: 'mission', iso2: 'FR', listId });
    const { filings } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
    receipts = {
      filed: (await service.get(Records).receipt(listId, filings[0]!.entryId))!,
      nothing: await statementOf(service, listId, 'KE'),
    };
  });

  const check = async (file: string | Buffer | null, language = 'en'): Promise<{ status: number; text: string }> => {
    const body = new FormData();
    if (file !== null) body.append('receipt', new Blob([typeof file === 'string' ? file : new Uint8Array(file)]), 'receipt.json');
    const answer = await fetch(`${service.url}/record`, { method: 'POST', body, headers: { 'accept-language': language } });
    return { status: answer.status, text: await answer.text() };
  };

  it('has its public key where an auditor finds it', async () => {
    const answer = await fetch(`${service.url}/record-key.pem`);
    expect(answer.headers.get('content-type')).toBe('application/x-pem-file');
    expect(await answer.text()).toBe(pemOf(service.get(Keys).publicKey));
    expect(await (await fetch(`${service.url}/record`)).text()).toContain(service.get(Keys).publicKey);
  });

  it('says of a receipt whether it stands, in one size and one answer for who objected and who did not', async () => {
    const [filed, nothing] = [await check(receipts.filed), await check(receipts.nothing)];
    expect(filed.text).toContain('The receipt stands in the record');
    expect(filed.text).toBe(nothing.text);
    expect(Buffer.byteLength(receipts.filed)).toBe(Buffer.byteLength(receipts.nothing));
    for (const language of ['ar', 'zh', 'fr', 'ru', 'es']) expect((await check(receipts.filed, language)).status).toBe(200);
  });

  it('tells nothing to whoever does not hold the receipt: an unknown entry, a wrong salt and other facts get one answer', async () => {
    const receipt = JSON.parse(receipts.filed) as { entry: string; salt: string; facts: Record<string, unknown> };
    const changed = (change: Partial<typeof receipt>): string => JSON.stringify({ ...receipt, ...change });
    const own = JSON.parse(receipts.nothing) as { content: { salt: string } };
    const stored = (content: object): string => JSON.stringify({ ...own, content: { ...own.content, ...content } });
    const answers = await Promise.all([
      changed({ salt: 'A'.repeat(43) }), changed({ entry: '00000000-0000-4000-8000-000000000000' }), changed({ facts: { ...receipt.facts, memberState: 'BR' } }), stored({ salt: 'A'.repeat(43) }), stored({ scan: 'A'.repeat(43) }),
      'no receipt at all', Buffer.alloc(100_000, 0x20), Buffer.from([0xff, 0xfe]),
    ].map((file) => check(file)));
    expect(answers[0]!.text).toContain('The receipt does not stand in the record');
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    // And the control: the untouched one, written by the same function, stands.
    for (const untouched of [changed({}), stored({})]) expect((await check(untouched)).text).toContain('The receipt stands in the record');
  });

  it('asks for the file where none was chosen', async () => {
    expect(await check(null)).toMatchObject({ status: 422 });
    expect(await check('')).toMatchObject({ status: 422, text: expect.stringContaining('Choose the receipt file.') as string });
    expect((await fetch(`${service.url}/record`, { method: 'POST', body: new URLSearchParams() })).status).toBe(422);
  });

  it('is a file for the auditor, which verifies; the operator and the registration desk do not get it', async () => {
    const as = async (role: Role) => {
      await service.get(Officers).add({ name: `Invented ${role}`, email: `${role}@office.example`, roles: [role] });
      return signIn(service, `${role}@office.example`);
    };
    const auditor = await as('auditor');
    expect((await auditor.get('/office/record')).text).toContain('href="/office/record/export"');
    const { status, headers, text } = await auditor.get('/office/record/export');
    expect([status, headers.get('content-disposition')]).toEqual([200, 'attachment; filename="record-2026-12-01.jsonl"']);
    expect(verdictOf(Buffer.from(text), { key: service.get(Keys).publicKey, receipts: [{ name: 'filed', bytes: Buffer.from(receipts.filed) }, { name: 'nothing', bytes: Buffer.from(receipts.nothing) }] })).toMatchObject({ ok: true });
    for (const role of ['operator', 'registrationDesk'] as const) {
      const other = await as(role);
      expect([(await other.get('/office/record')).status, (await other.get('/office/record/export')).status]).toEqual([403, 403]);
      expect((await other.get('/office')).text).not.toContain('href="/office/record"');
    }
  });
});
