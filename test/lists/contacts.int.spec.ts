import { Conferences } from '../../src/conferences/index.js';
import {
  checkRows, EditNamesHandler, FinalizeListHandler, ListFiles, Lists, NameBook, Nomination, OverrideHoldHandler, readTable, type NewName,
} from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { languages } from '../../src/platform/i18n.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const NOW = '2026-12-01T15:00:00.000Z';
const CONTACT = 'canary.contact@kept.example';

/** Names that carry everything that can be known of a contact, and nothing of it. */
const NAMES: NewName[] = [
  { ...invented(1), contactEmail: CONTACT, contactLanguage: 'ar', womenLed: true },
  { ...invented(2), contactEmail: '=sum.of@formulas.example', contactLanguage: 'zh', womenLed: false },
  { ...invented(3), contactEmail: '+plus@phones.example', contactLanguage: null, womenLed: null },
  { ...invented(4), contactEmail: null, contactLanguage: 'ru', womenLed: false },
  { ...invented(5), name: '=1+1 Invented', acronym: '-I', countryIso2: null, countryText: 'Atlantis', website: 'https://invented.example', city: '@Home', contactEmail: null, contactLanguage: null, womenLed: true },
];
const byName = <N extends { name: string }>(names: N[]): N[] => [...names].sort((a, b) => (a.name < b.name ? -1 : 1));

/** What a file says, cell by cell: a spreadsheet's bytes hold the time at which it was made. */
async function cellsOf(bytes: Buffer): Promise<string> {
  const read = await readTable(bytes);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return JSON.stringify(read.table);
}

eachService('what the Office keeps of an organization: its contact address, the contact\'s language, whether a woman leads it', { now: NOW }, (service) => {
  beforeEach(() => service.setTime(NOW));

  const stored = async (listId: string) => (await service.get(NameBook).of(await service.get(Lists).find(listId))).names;
  async function draft(names: NewName[]): Promise<string> {
    const { listId, ids } = await draftRound(service, { names: 1, addresses: false });
    await service.get(EditNamesHandler).remove({ listId, nominationId: ids[0]! }, officer);
    await service.get(EditNamesHandler).add({ listId, names }, officer);
    return listId;
  }

  it('comes along in the Office\'s own files and back through the import, unchanged in each language', async () => {
    const listId = await draft(NAMES);
    const list = await service.get(Lists).find(listId);
    const { categories } = (await service.get(Lists).conferenceOf(list)).modality;
    for (const kind of ['csv', 'xlsx'] as const) {
      for (const language of languages) {
        const { bytes } = await service.get(ListFiles).makeForOffice(list, 'proposed', kind, language);
        const read = await readTable(Buffer.from(bytes));
        const checked = read.ok && checkRows(read.table, { categories, existing: [] });
        if (!checked || 'missing' in checked) throw new Error('not readable');
        expect([checked.refused, checked.unused]).toEqual([[], []]);
        expect(byName(checked.accepted.map(({ name }) => name))).toEqual(byName(NAMES));
        if (language !== 'fr') continue;
        const again = await draft(checked.accepted.map(({ name }) => name));
        const kept = ({ name, acronym, countryIso2, countryText, category, website, city, contactEmail, contactLanguage, womenLed }: Nomination) => (
          { name, acronym, countryIso2, countryText, category, website, city, contactEmail, contactLanguage, womenLed }
        );
        expect(byName((await stored(again)).map(kept))).toEqual(byName((await stored(listId)).map(kept)));
      }
    }
  });

  it('is in the files of the console and of the API, which officers alone read', async () => {
    const listId = await draft(NAMES);
    const console = await signIn(service);
    const api = await clientOf(service);
    const files = [
      (await console.get(`/office/lists/${listId}/export/proposed.csv`)).text,
      (await api.ask('GET', `/lists/${listId}/export/proposed.csv?lang=es`)).json as string,
      await fetch(`${service.url}/office/lists/${listId}/export/proposed.xlsx`, { headers: { cookie: console.cookie } }).then(async (r) => cellsOf(Buffer.from(await r.arrayBuffer()))),
    ];
    for (const text of files) for (const word of [CONTACT, 'e-mail', 'language', 'women-led']) expect(text).toContain(word);
    const shared = await console.get(`/office/lists/${listId}/export/proposed-shared.csv`);
    expect([shared.status, shared.text.replace(/^\ufeff/, '').split('\r\n')[0], shared.text.includes(CONTACT)]).toEqual([200, 'Name,Country,Category,Acronym,City,Website', false]);
    expect((await fetch(`${service.url}/office/lists/${listId}/export/proposed.csv`, { redirect: 'manual' })).status).toBe(303);
    expect((await api.ask('GET', `/lists/${listId}/export/proposed.csv`, { token: '' })).status).toBe(401);
  });

  describe('never reaches Missions or the public', () => {
    let listId: string;
    let slug: string;
    let state: 'running' | 'final' = 'running';
    const NOW_OF = { running: NOW, final: '2026-12-16T15:00:00.000Z' };
    beforeAll(async () => {
      const round = await circulatedRound(service, { names: 6, addresses: false });
      listId = round.listId;
      slug = (await service.get(Conferences).byId(round.conferenceId)).slug;
    });

    /** Everything that a Mission and the public can read of the list, at one and the same instant. */
    async function everything(): Promise<Record<string, string>> {
      const seen: Record<string, string> = {};
      const link = service.get(MissionLinks).token(listId, 'FR', 1);
      const entered = await fetch(`${service.url}/m/${link}`, { method: 'POST', body: new URLSearchParams({ memberState: 'FR' }), redirect: 'manual' });
      const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
      const token = await (await clientOf(service)).enter(listId, 'FR');
      const m = `/m/list/${listId}`;
      const c = `/c/${slug}/6b`;
      const paths = [
        m, `${m}?search=invented`, `${m}/print`, `${m}/own`, `${m}/proposed.csv`, `${m}/proposed.xlsx`, `${m}/final.csv`, `${m}/final.xlsx`,
        '/', `/c/${slug}`, ...['proposed', 'final'].flatMap((which) => [`${c}/${which}`, `${c}/${which}/print`, `${c}/${which}/names.csv`, `${c}/${which}/names.xlsx`]),
        '/api/v1/mission/list', '/api/v1/mission/objections', `/api/v1/public/conferences/${slug}`,
      ];
      for (const path of paths) {
        service.setTime(NOW_OF[state]);
        const response = await fetch(service.url + path, { headers: path.startsWith('/api/v1/mission') ? { authorization: `Bearer ${token}` } : { cookie } });
        const bytes = Buffer.from(await response.arrayBuffer());
        seen[path] = `${response.status} ${response.ok && path.endsWith('.xlsx') ? await cellsOf(bytes) : bytes.toString().replace(/name="_(csrf|once)" value="[^"]*"/g, '')}`;
      }
      return seen;
    }

    /** Two worlds: the same list with everything known of each contact, and with nothing. */
    async function difference(): Promise<string[]> {
      const world = async (facts: Partial<Nomination>): Promise<void> => {
        await service.get(UnitOfWork).run((tx) => tx.update(Nomination, { listId }, facts));
        // The names are kept by the list's version, which is not to differ here: those that are kept are put out of the way.
        await service.get(NameBook).of({ id: listId, version: -1 });
      };
      await world({ contactEmail: CONTACT, contactLanguage: 'ar', womenLed: true });
      const known = await everything();
      await world({ contactEmail: null, contactLanguage: null, womenLed: null });
      const unknown = await everything();
      expect(Object.values(known).filter((text) => text.startsWith('200')).length).toBeGreaterThan(state === 'final' ? 18 : 11);
      return Object.keys(known).filter((path) => known[path] !== unknown[path] || known[path]!.includes(CONTACT));
    }

    it.each(['running', 'final'] as const)('while the list is %s: every page and file is the same with and without it', async (stage) => {
      state = stage;
      if (stage === 'final') {
        service.setTime(NOW_OF.final);
        await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
        await service.get(FinalizeListHandler).execute({ listId }, officer);
      }
      expect(await difference()).toEqual([]);
    });

    // The control: where the Missions' door hands out the Office's file, the same comparison sees it.
    it('would be seen if a Mission were given the Office\'s file', async () => {
      const files = service.get(ListFiles);
      const honest = files.make;
      files.make = (list, which, kind, language) => files.makeForOffice(list, which, kind, language);
      try {
        expect(await difference()).toEqual(['proposed.csv', 'proposed.xlsx', 'final.csv', 'final.xlsx'].map((name) => `/m/list/${listId}/${name}`));
      } finally {
        files.make = honest;
      }
    });
  });
});
