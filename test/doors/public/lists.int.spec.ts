import { modalities } from '../../../workflows/modalities/index.js';
import { Relay } from '../../../src/delivery/index.js';
import { CreateConferenceHandler } from '../../../src/conferences/index.js';
import { ChangeMissionsHandler, memberStates } from '../../../src/directory/index.js';
import { readTable } from '../../../src/lists/import/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, WithdrawListHandler } from '../../../src/lists/index.js';
import { invented, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';

const HOSTILE = '=HYPERLINK("http://x.example") <script>alert(1)</script> & "co"';

eachService('The lists that the public may read', { per: 'test', now: '2026-11-30T15:00:00.000Z', ticks: false }, (service) => {
  /** A conference under 71/280 that discloses the two lists to the public as said. */
  async function draft(proposed: string, final: string): Promise<string> {
    const modality = structuredClone(modalities[0]!);
    Object.assign(modality.disclosure.proposedNames, { organization: proposed, public: proposed });
    Object.assign(modality.disclosure.finalNames, { organization: final, public: final });
    await service.get(CreateConferenceHandler).execute({ slug: 'round', title: { en: 'Invented' }, modality }, officer)
      .then(({ id }) => service.get(CreateListHandler).execute({ conferenceId: id, key: '6b' }, officer))
      .then(async ({ id }) => { listId = id; });
    const rows = memberStates().map(({ iso2 }, at) => ({ row: at + 2, state: iso2, address: `${iso2.toLowerCase()}@missions.example`, language: '' }));
    await service.get(ChangeMissionsHandler).import(rows, officer);
    await service.get(EditNamesHandler).add({ listId, names: [{ ...invented(1), name: HOSTILE }, invented(2)] }, officer);
    return listId;
  }
  let listId: string;
  const circulate = async (): Promise<void> => {
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
  };
  const finalize = async (): Promise<void> => {
    service.setTime('2026-12-15T22:00:01.000Z');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
  };
  const statuses = (): Promise<number[]> => Promise.all(['proposed', 'final'].flatMap((which) => ['', '/print', '/names.csv', '/names.xlsx'].map(
    async (page) => (await fetch(`${service.url}/c/round/6b/${which}${page}`)).status,
  )));
  const shown = (proposed: boolean, final: boolean): number[] => [...Array<number>(4).fill(proposed ? 200 : 404), ...Array<number>(4).fill(final ? 200 : 404)];

  it('are published as the modality of 71/280 says: proposed at circulation, final at finalization', async () => {
    await draft('atCirculation', 'atFinalization');
    expect(await statuses()).toEqual(shown(false, false));
    await circulate();
    expect(await statuses()).toEqual(shown(true, false));
    await finalize();
    expect(await statuses()).toEqual(shown(true, true));
  });

  it('stay closed where the modality does not publish them', async () => {
    await draft('no', 'no');
    await circulate();
    await finalize();
    expect(await statuses()).toEqual(shown(false, false));
    expect(await fetch(`${service.url}/c/round`).then((r) => r.text())).not.toContain('/6b/');
  });

  it('stand in the API no sooner than on the pages, where only finalization publishes them', async () => {
    const inApi = async (): Promise<unknown> => ((await (await fetch(`${service.url}/api/v1/public/conferences/round`)).json()) as { lists: { which: string; names: unknown[] }[] })
      .lists.map(({ which, names }) => `${which} ${names.length}`);
    await draft('atFinalization', 'atFinalization');
    await circulate();
    expect([await statuses(), await inApi()]).toEqual([shown(false, false), []]);
    await finalize();
    expect([await statuses(), await inApi()]).toEqual([shown(true, true), ['final 2']]);
  });

  it('are closed again when the list is withdrawn', async () => {
    await draft('atCirculation', 'atFinalization');
    await circulate();
    await service.get(WithdrawListHandler).execute({ listId, reason: 'Drawn up anew' }, officer);
    expect(await statuses()).toEqual(shown(false, false));
    expect(await fetch(`${service.url}/c/round`).then((r) => r.text())).toContain('Withdrawn');
  });

  it('show a hostile name as text, and give it back unchanged from both files', async () => {
    await draft('atCirculation', 'atFinalization');
    await circulate();
    for (const address of ['', '/print']) {
      const page = await fetch(`${service.url}/c/round/6b/proposed${address}`).then((r) => r.text());
      expect(page).toContain('&lt;script&gt;');
      expect(page).not.toContain('<script>');
    }
    for (const kind of ['csv', 'xlsx']) {
      const response = await fetch(`${service.url}/c/round/6b/proposed/names.${kind}?lang=en`);
      const table = await readTable(Buffer.from(await response.arrayBuffer()));
      expect(JSON.stringify(table)).toContain(JSON.stringify(HOSTILE).slice(1, -1));
    }
  });
});
