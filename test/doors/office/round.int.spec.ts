import { ChangeMissionsHandler, memberStates } from '../../../src/directory/index.js';
import { Lists } from '../../../src/lists/index.js';
import { officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { approve, delivered, signIn, type Console } from './console.js';

const rows = (names: string[]): string => ['name,country,category', ...names].join('\n');

eachService('the Office takes a list from draft to noted through its pages', { now: '2026-11-23T15:00:00.000Z', ticks: false }, (service) => {
  let console: Console;
  let list = '';
  let listId = '';

  beforeAll(async () => {
    console = await signIn(service);
    // 186 Missions with an address, eight of those with two; seven without one.
    const states = memberStates().slice(0, 186);
    await service.get(ChangeMissionsHandler).import(states.flatMap(({ iso2 }, at) => [
      { row: at + 2, state: iso2, address: `mission.${iso2.toLowerCase()}@missions.example`, language: '' },
      ...(at < 8 ? [{ row: at + 2, state: iso2, address: `second.${iso2.toLowerCase()}@missions.example`, language: '' }] : []),
    ]), officer);
  });

  it('opens a conference and draws up a list', async () => {
    const opened = await console.post('/office/conferences/new', '/office/conferences/new', { title: 'Invented Conference', slug: 'invented', modality: 'a-res-71-280' });
    expect([opened.status, opened.location]).toEqual([303, '/office/conferences/invented']);
    const drawn = await console.post('/office/conferences/invented/lists', '/office/conferences/invented', { key: '6b' });
    expect(drawn.status).toBe(303);
    list = drawn.location!;
    listId = list.split('/').at(-1)!;
    const again = await console.post('/office/conferences/invented/lists', '/office/conferences/invented', { key: '6b' });
    expect([again.status, again.text.includes('is open already')]).toEqual([409, true]);
  });

  it('imports a file after a preview that says each fault beside its row', async () => {
    const file = rows(['Invented League of Harbours,FR,civil society', 'Invented Forum of Rivers,Atlantis,', ',KE,ngo', 'Invented League of Harbours,FR,ngo']);
    const preview = await console.upload(`${list}/import`, `${list}/import`, {}, { field: 'file', name: 'names.csv', text: file });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain('Add these rows (2)');
    expect(preview.text).toContain('Give a name.');
    expect(preview.text).toContain('Repeats line 2');
    expect(preview.text).toContain('is not a Member State; it is kept as typed');
    const upload = /name="upload" value="([^"]+)"/.exec(preview.text)![1]!;
    const seen = /name="seen" value="([^"]+)"/.exec(preview.text)![1]!;
    const confirmed = await console.post(`${list}/import/confirm`, `${list}/import`, { upload, seen });
    expect([confirmed.status, confirmed.location]).toEqual([303, `${list}/names`]);
    const twice = await console.post(`${list}/import/confirm`, `${list}/import`, { upload, seen });
    expect([twice.status, twice.text.includes('Choose it again')]).toEqual([422, true]);
  });

  it('labels a place that is not a Member State', async () => {
    expect((await console.post(`${list}/places`, `${list}/names`, { place: 'Atlantis', label: 'Atlantis (as designated)' })).status).toBe(303);
    expect((await console.get(`${list}/names`)).text).toContain('Atlantis (as designated)');
  });

  it('keeps a name exactly as typed, and all that was typed when a field is wrong', async () => {
    const wrong = await console.post(`${list}/names/new`, `${list}/names/new`, { name: 'Invented <b>Union</b>  ', website: 'not a website at all', womenLed: 'yes' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="Invented &lt;b&gt;Union&lt;/b&gt;  "');
    expect(wrong.text).toContain('is not a web address');
    const right = await console.post(`${list}/names/new`, `${list}/names/new`, { name: 'Invented <b>Union</b>  ', country: 'KE', womenLed: 'yes' });
    expect(right.status).toBe(303);
    expect((await console.get(`${list}/names?search=union`)).text).toContain('Invented &lt;b&gt;Union&lt;/b&gt;  ');
  });

  it('shows exactly what circulation will do, asks for the key, and does it once', async () => {
    const choice = { deadline: '2026-12-15', time: '17:00', zone: 'America/New_York' };
    const preview = await console.post(`${list}/acts/circulate`, `${list}/acts/circulate`, { stage: 'preview', ...choice });
    expect(preview.text).toContain('193 Missions, 194 addresses, 7 Missions without one');
    for (const { name } of memberStates().slice(186)) expect(preview.text).toContain(name.en.replace(/'/g, '&#39;'));
    expect(preview.text).toContain('2026-12-15 22:00');
    for (const language of ['ar', 'zh', 'en', 'fr', 'ru', 'es']) expect(preview.text).toContain(`class="govuk-details__text" lang="${language}"`);
    expect((await service.get(Lists).find(listId)).state).toBe('draft');
    const silent = await console.post(`${list}/acts/circulate`, list, { stage: 'act', proposalReason: ' ', ...choice });
    expect([silent.status, silent.text.includes('Say why you propose this.')]).toEqual([422, true]);
    const { location: proposal, status } = await console.post(`${list}/acts/circulate`, list, { stage: 'act', proposalReason: 'All names are checked.', ...choice });
    expect([status, (await service.get(Lists).find(listId)).state]).toEqual([303, 'draft']);
    const own = await console.post(proposal!, proposal!, { do: 'approve', typed: '6b' });
    expect([own.status, own.text.includes('Nobody approves an own proposal')]).toEqual([403, true]);
    const mistyped = await approve(service, proposal, '6c');
    expect([mistyped.status, mistyped.text.includes('Type 6b to confirm.')]).toEqual([422, true]);
    expect(mistyped.text).toContain('193 Missions, 194 addresses, 7 Missions without one');
    const done = await approve(service, proposal, '6b');
    expect([done.status, done.location]).toEqual([303, `${list}/progress`]);
    expect((await approve(service, proposal, '6b')).text).toContain('no longer open');
    expect((await console.post(`${list}/acts/circulate`, list, { stage: 'act', proposalReason: 'Once more.', ...choice })).status).toBe(409);
  });

  it('follows the letters without scripts', async () => {
    const waiting = await console.get(`${list}/progress`);
    expect([waiting.headers.get('refresh'), waiting.text.includes('<progress')]).toEqual(['5', true]);
    await delivered(service, listId);
    const settled = await console.get(`${list}/progress`);
    expect([settled.headers.get('refresh'), settled.text.includes('Settled: 194 of 194')]).toEqual([null, true]);
    expect((await console.get(`${list}/deliveries?standing=noAddress`)).text).toContain('Missions shown: 7 of 193');
  });

  it('records objections of two States that signed one note verbale, with the scan, and withdraws one', async () => {
    const { text } = await console.get(`${list}/objections/record`);
    const name = /name="names" type="checkbox" value="([^"]+)"/.exec(text)![1]!;
    const note = { states: ['BR', 'KE'], names: name, reference: 'NV/2026/17', receivedAt: '2026-11-23', receivedTime: '10:00', basis: 'An invented basis.' };
    service.setTime('2026-11-24T15:00:00.000Z');
    const unreadable = await console.post(`${list}/objections/record`, list, { ...note, stage: 'check' });
    expect(unreadable.status).toBe(400); // a form with a file comes in parts
    const record = `${list}/objections/record`;
    const scan = { field: 'scan', name: 'note.pdf', text: '%PDF-1.7 invented' };
    const early = await console.upload(record, record, { ...note, receivedAt: '2026-11-22', stage: 'record' }, scan);
    expect([early.status, early.text.includes('before the circulation')]).toEqual([422, true]);
    const nothing = await console.upload(record, record, { stage: 'check' }, scan);
    expect([nothing.status, ...['Give a date and a time.', 'Give a reference.', 'Choose a Member State.', 'Choose at least one name.'].map((words) => nothing.text.includes(words))]).toEqual([422, true, true, true, true]);
    expect((await console.upload(record, record, { ...note, receivedAt: '2026-11-22', stage: 'check' }, scan)).status).toBe(422);
    const check = await console.upload(record, record, { ...note, receivedAt: '2026-11-24', receivedTime: '09:00', stage: 'check' }, scan);
    expect(check.text).toMatch(/class="n-words">An invented basis/);
    expect(check.text).toContain('This records 2 objections: States 2, names 1.');
    const single = await console.upload(record, record, { ...note, states: ['BR'], receivedAt: '2026-11-24', receivedTime: '09:00', stage: 'check' }, scan);
    expect(single.text).toContain('This records 1 objection: States 1, names 1.');
    const upload = /name="upload" value="([^"]+)"/.exec(check.text)![1]!;
    const recorded = await console.upload(record, record, { ...note, receivedAt: '2026-11-24', receivedTime: '09:00', stage: 'record', upload }, { field: 'none', name: '', text: '' });
    expect([recorded.status, recorded.location]).toEqual([303, `${list}/objections?by=state`]);

    const page = await console.get(`${list}/objections?by=state`);
    expect(page.text).toContain('Standing: 2. Withdrawn: 0.');
    const file = await console.get(/href="([^"]+\/scans\/[^"]+)"/.exec(page.text)![1]!);
    expect([file.headers.get('content-type'), file.headers.get('content-disposition')?.startsWith('attachment; filename="note.pdf"'), file.text]).toEqual(['application/pdf', true, '%PDF-1.7 invented']);
    const withdraw = /href="([^"]+\/withdraw)"/.exec(page.text)![1]!;
    expect((await console.post(withdraw, withdraw, { reference: 'NV/2026/18', receivedAt: '2026-11-24', receivedTime: '09:30' })).status).toBe(303);
    expect((await console.get(`${list}/objections`)).text).toContain('Standing: 1. Withdrawn: 1.');
  });

  it('is held at the deadline and goes on once somebody answers for the silence', async () => {
    service.setTime('2026-12-15T22:00:00.001Z');
    const held = await console.get(list);
    expect(held.text).toContain('The list is held');
    expect(held.text).not.toContain(`${list}/acts/finalize`);
    const page = `${list}/acts/override`;
    const empty = await console.post(page, page, { stage: 'preview', reason: ' ' });
    expect([empty.status, empty.text.includes('Give a reason.')]).toEqual([422, true]);
    const preview = await console.post(page, page, { stage: 'preview', reason: 'All seven were told by telephone.' });
    expect(preview.text).toContain(memberStates()[190]!.name.en.replace(/'/g, '&#39;'));
    const { location } = await console.post(page, page, { stage: 'act', proposalReason: 'Checked.', reason: 'All seven were told by telephone.' });
    expect((await approve(service, location, '6b')).status).toBe(303);
    expect((await console.get(list)).text).toContain(`${list}/acts/finalize`);
  });

  it('takes a note that was received in time after the deadline, by the page, once two officers answer for it', async () => {
    const record = `${list}/objections/record`;
    const { text } = await console.get(record);
    const name = [.../name="names" type="checkbox" value="([^"]+)"/g[Symbol.matchAll](text)].at(-1)![1]!;
    const sent = (page: string) => [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].filter(([, field]) => !['_csrf', '_once', 'stage', 'proposalReason'].includes(field!)).map(([, field, value]) => [field!, value!]);
    const none = { field: 'none', name: '', text: '' };
    const check = await console.upload(record, record, { states: 'IN', names: name, reference: 'NV/2026/19', receivedAt: '2026-12-15', receivedTime: '16:59', stage: 'check' }, none);
    expect(check.text).toContain('The deadline has passed');
    expect(check.text).toMatch(/<textarea[^>]+name="proposalReason"/);
    // As a browser sends the page: what it keeps, and what its own fields hold.
    const kept = Object.fromEntries(sent(check.text));
    const empty = await console.upload(record, record, { ...kept, proposalReason: '', stage: 'record' }, none);
    expect([empty.status, /<textarea[^>]+name="proposalReason"/.test(empty.text), Object.fromEntries(sent(empty.text))]).toEqual([422, true, kept]);
    const { status, location } = await console.upload(record, record, { ...kept, proposalReason: 'Received by the registry in time.', stage: 'record' }, none);
    expect([status, location]).toEqual([303, expect.stringContaining('/office/proposals/')]);
    expect((await console.get(`${list}/objections`)).text).toContain('Standing: 1. Withdrawn: 1.');
    // It waits whatever else happens to the list, and the list does not become final over it.
    const inform = `${list}/acts/inform-proposed`;
    const missing = 'The proposed list has not been entered as brought to the attention of the Assembly';
    expect((await console.get(`${list}/acts/finalize`)).text).toContain(missing);
    expect((await console.post(inform, inform, { stage: 'act', typed: '6b', symbol: 'A/81/000/Rev.1' })).status).toBe(303);
    const final = `${list}/acts/finalize`;
    expect((await console.get(final)).text).not.toContain(missing);
    const over = await console.post(final, final, { stage: 'act', proposalReason: 'The silence is over.' });
    expect([over.status, over.text.includes('waits for the second officer')]).toEqual([409, true]);
    expect((await approve(service, location, '6b')).status).toBe(303);
    expect((await console.get(`${list}/objections`)).text).toContain('Standing: 2. Withdrawn: 1.');
  });

  it('becomes final as the preview said, goes to the Assembly and is noted', async () => {
    const page = `${list}/acts/finalize`;
    const preview = await console.get(page);
    const effects = [...preview.text.matchAll(/<dt class="govuk-summary-list__key">([^<]+)<\/dt><dd class="govuk-summary-list__value">\s*<bdi[^>]*>([^<]+)<\/bdi>/g)].map(([, label, text]) => `${label}: ${text}`);
    expect(effects).toEqual([
      'Names on the final list: 1', 'Names not on the final list: 2', 'Missions that were not served: 7', 'Letters: 193 Missions, 194 addresses', 'Letters of outcome to organizations: 0',
    ]);
    const { location } = await console.post(page, page, { stage: 'act', proposalReason: 'The silence is over.' });
    expect((await approve(service, location, '6b')).location).toBe(`${list}/progress`);
    expect((await console.get(`${list}/difference`)).text).toContain('Not on the final list: an objection stands');
    const inform = `${list}/acts/inform-final`;
    expect((await console.post(inform, inform, { stage: 'act', typed: '6b', symbol: 'A/81/000' })).status).toBe(303);
    const noted = `${list}/acts/noted`;
    expect((await console.post(noted, noted, { stage: 'act', typed: '6b', symbol: 'A/81/PV.1', on: '2026-12-15' })).status).toBe(303);
    const { state, notedSymbol } = await service.get(Lists).find(listId);
    expect([state, notedSymbol]).toEqual(['noted', 'A/81/PV.1']);
  });

  it('exports what it holds, with its own label for a place, and tells the whole story', async () => {
    const csv = await console.get(`${list}/export/final.csv`);
    expect([csv.headers.get('content-type'), csv.text.trim().split('\r\n').length]).toEqual(['text/csv; charset=utf-8', 2]);
    expect((await console.get(`${list}/export/proposed.csv`)).text).toContain('Atlantis');
    expect((await console.get(`${list}/export/final.xlsx`)).status).toBe(200);
    const { text } = await console.get(`${list}/timeline`);
    const order = ['List drawn up', 'Names added', 'Place labelled by the Office', 'List circulated', 'Objections recorded from a note verbale', 'Objection withdrawn', 'Silence counted although', 'List final', 'Noted by the Assembly'];
    expect(order.map((words) => text.indexOf(words)).every((at, n, all) => at > 0 && (n === 0 || at > all[n - 1]!))).toBe(true);
  });
});
