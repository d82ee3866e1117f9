import { ProposeApplicationsHandler } from '../../../src/applications/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { CarryOverHandler, CirculateListHandler, CreateListHandler, FinalizeListHandler, Lists, NameBook, OverrideHoldHandler } from '../../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { Officers } from '../../../src/officers/index.js';
import { askApi } from '../api/client.js';
import { draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { application, complete, eligible, openCalls } from '../apply/applicant.js';
import { signIn, type Console } from './console.js';

eachService('the balance board', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let console: Console;
  let here: string;
  let listId: string;
  let conferenceId: string;
  let ids: string[];
  const applications: string[] = [];
  beforeAll(async () => {
    ({ conferenceId, listId, ids } = await draftRound(service, { names: 12, addresses: false }));
    const { slug } = await service.get(Conferences).byId(conferenceId);
    here = `/office/conferences/${slug}/balance`;
    console = await signIn(service);
    await openCalls(service, conferenceId);
    const forms = [
      { country: 'Egypt', category: 'academia', womenLed: 'yes', firstTime: 'yes', womenShare: '60' }, { country: 'Tuvalu', category: 'diaspora', womenLed: 'no', firstTime: 'no', womenShare: '10' },
      { country: 'Nepal', category: 'migrants', womenLed: '', firstTime: '' }, { country: 'A place of its own', category: 'academia', womenLed: 'yes', firstTime: 'yes' },
    ];
    for (const [n, form] of forms.entries()) applications.push((await application(service, conferenceId, `n${n}@invented.example`, { ...complete, ...form, name: `Invented ${n}` })).applicationId);
    for (const id of applications.slice(0, 3)) await eligible(service, id);
    await application(service, conferenceId, 'institution@invented.example', { ...complete, name: 'Invented Institution', category: '' }, 'nhri');
  });
  /** The cells of a row: applied, eligible, proposed, final, and with those chosen where some are. */
  const row = (html: string, title: string, label: string): string[] => {
    const table = html.split('<table').find((part) => part.includes(`--m">${title}</caption>`))!;
    const line = table.split('<tr').find((part) => part.includes(`>${label}</th>`))!;
    return [...line.matchAll(/data-label="[^"]*">([\s\S]*?)<\/td>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, '').trim());
  };
  const page = async (query = ''): Promise<string> => (await console.get(here + query)).text.replace(/name="_(once|csrf)" value="[^"]*"/g, '');

  it('counts applied, eligible and proposed side by side in every dimension', async () => {
    const html = await page('?list=6b');
    expect(row(html, 'Category', 'Academic institution')).toEqual(['2 50 %', '1 33 %', '0 0 %', '–']);
    expect(row(html, 'Category', 'Civil society organization')[2]).toBe('12 100 %');
    expect(row(html, 'Led by a woman', 'Yes').slice(0, 3)).toEqual(['2 50 %', '1 33 %', '4 33 %']);
    expect(row(html, 'First conference of the United Nations', 'Not said').slice(0, 3)).toEqual(['1 25 %', '1 33 %', '12 100 %']);
    expect(row(html, 'Women in the governing body', 'Less than a quarter')[0]).toBe('1 25 %');
    expect(row(html, 'Subregion', 'Polynesia').slice(0, 2)).toEqual(['1 25 %', '1 33 %']);
    expect(row(html, 'Subregion', 'Other places, or not stated')[0]).toBe('1 25 %');
    // Tuvalu is a least developed country and a small island State; Nepal is least developed and landlocked.
    expect(['Least developed countries', 'Landlocked developing countries', 'Small island developing States'].map((kind) => row(html, 'Least developed, landlocked and small island States', kind)[1])).toEqual(['2 67 %', '1 33 %', '1 33 %']);
    expect(row(html, 'Language', 'English').slice(0, 2)).toEqual(['4 100 %', '3 100 %']);
    expect(html).toContain('Names proposed, List under paragraph 6 (b) (A/RES/71/280): 12.');
    expect(html).toContain('Diaspora community: no name.');
    expect((html.match(/<rect class="n-board-bar n-board-bar--proposed"/g) ?? []).length).toBeGreaterThan(40);
    expect(row(await page('?list=6c'), 'Category', 'Civil society organization').slice(0, 3)).toEqual(['0 0 %', '0 0 %', '0 0 %']);
  });

  it('shows what the board would be with some chosen, and changes nothing', async () => {
    const html = await page(`?list=6b&add=${applications[1]}`);
    expect(row(html, 'Category', 'Diaspora community').at(-1)).toBe('1 (+1) 8 %');
    expect(html).not.toContain('Diaspora community: no name.');
    const all = await page('?list=6b&special=ldc&all=yes');
    expect(row(all, 'Category', 'Diaspora community').at(-1)).toBe('1 (+1) 7 %');
    expect(row(all, 'Category', 'Academic institution').at(-1)).toBe('0 0 %');
    // What is chosen and not among those found stays chosen.
    expect(await page(`?category=academia&add=${applications[1]}`)).toContain(`type="hidden" name="add" value="${applications[1]}"`);
    // One that is not eligible cannot be chosen.
    expect(await page(`?list=6b&add=${applications[3]}`)).toContain('Chosen: 0');
    const put = await console.post(`/office/applications/c/${here.split('/')[3]}/bulk`, `${here}?list=6b&add=${applications[1]}`, { act: 'propose', stage: 'preview', application: [applications[1]!] });
    expect(put.text).toContain('1 would be done');
    expect(await page('?list=6b')).toContain('Diaspora community: no name.');
  });

  it('comes as a file in French and over the API', async () => {
    const { text, headers } = await console.get(`${here}.csv?list=6b&lang=fr&add=${applications[0]}`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.split('\r\n').find((line) => line.includes('Établissement universitaire') || line.includes('universitaire'))).toMatch(/,2,1,0,,1$/);
    expect(text).not.toContain('Enregistrements');
    // Of all lists, those who register stand below, in columns of their own.
    const all = (await console.get(`${here}.csv?lang=en`)).text.replace(/^\ufeff/, '').trimEnd().split('\r\n');
    expect([all[0]!.split(',').slice(-3), all[1]!.split(',').slice(-2), all.at(-1)]).toEqual([['With those chosen', 'Screened', 'Registered'], ['', ''], 'Registrations without a list,National human rights institution that complies with the Paris Principles,1,,,,,0,0']);
    const officers = service.get(Officers);
    const token = await officers.issueToken('officer@office.example', 'test');
    const ask = async (query: string) => (await askApi(service, 'GET', `/conferences/${conferenceId}/balance${query}`, { token })).json;
    const board = await ask(`?list=6b&add=${applications[0]}`);
    expect([board.totals, board.added, board.final]).toEqual([{ applied: 4, eligible: 3, proposed: 12, final: 0 }, 1, false]);
    expect([board.registrations, (await ask('')).registrations.find(({ track }: { track: string }) => track === 'nhri')]).toEqual([[], { track: 'nhri', applied: 1, screened: 0, registered: 0 }]);
    expect(await ask('?list=9z')).toMatchObject({ rule: 'list-key-unknown' });
  });

  it('is the same, byte for byte, whether or not anybody objected, until the list is final', async () => {
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [applications[0]!] }, officer);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    const before = await page('?list=6b');
    expect(row(before, 'Women in the governing body', 'Half or more')[2]).toBe('1 8 %');
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    expect(await page('?list=6b')).toBe(before);
    service.setTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    expect(await page('?list=6b')).toBe(before);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    // The planted difference: once the list is final, the same comparison finds one.
    const after = await page('?list=6b');
    expect(row(after, 'Category', 'Civil society organization').slice(2)).toEqual(['12 92 %', '11 92 %']);
    expect(after).toContain('Names on the final list, List under paragraph 6 (b) (A/RES/71/280): 12.');
  });

  it('counts an organization once over all lists, and knows of a name that was carried over what its application says', async () => {
    const { names } = await service.get(NameBook).of(await service.get(Lists).find(listId));
    const { id: further } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
    const carried = [ids[1]!, names.find(({ applicationId }) => applicationId === applications[0])!.id];
    await service.get(CarryOverHandler).execute({ listId: further, nominationIds: carried }, officer);
    const alone = await page('?list=6c');
    expect([row(alone, 'Women in the governing body', 'Half or more')[2], row(alone, 'First conference of the United Nations', 'Yes')[2]]).toEqual(['1 50 %', '1 50 %']);
    const all = await page();
    expect([row(all, 'Category', 'Civil society organization').slice(2), row(all, 'Women in the governing body', 'Half or more').slice(2)]).toEqual([['12 92 %', '11 92 %'], ['1 8 %', '1 8 %']]);
    expect(all).toContain('Names on the final list, All lists (A/RES/71/280): 12.');
    expect(row(all, 'Registrations without a list', 'National human rights institution that complies with the Paris Principles').slice(0, 3)).toEqual(['1', '0', '0']);
  });
});
