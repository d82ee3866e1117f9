import { createHash } from 'node:crypto';
import { CirculateListHandler, EditNamesHandler, FinalizeListHandler, LabelRevisionHandler, Lists, Nomination, OverrideHoldHandler, redlineOf, Revisions, WithdrawNominationHandler, type Redline } from '../../src/lists/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { signIn, type Console } from '../doors/office/console.js';
import { askApi } from '../doors/api/client.js';
import { draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const short = ({ added, removed, changed }: Redline) => ({
  added: added.map(({ name }) => name), removed: removed.map(({ name }) => name), changed: changed.map(({ after, fields, contact }) => [after.name, fields.join(), contact]),
});

eachService('the revisions of a list', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let console: Console;
  let listId: string;
  let ids: string[];
  beforeAll(async () => {
    ({ listId, ids } = await draftRound(service, { names: 3, addresses: false }));
    console = await signIn(service);
  });
  const names = () => service.get(EditNamesHandler);
  const redline = async (from: number, to: number) => short(redlineOf(await service.get(Revisions).of(listId), from, to));
  const hashOf = async (): Promise<string> => {
    // As the document of the form says it, from what the API gives of a list, and with nothing of the service's own.
    const token = await service.get((await import('../../src/officers/index.js')).Officers).issueToken('officer@office.example', 'hash');
    const list = (await askApi(service, 'GET', `/lists/${listId}`, { token })).json as { names: Record<string, unknown>[] };
    const lines = list.names.map(({ acronym, category, city, country, name, website }) => `${JSON.stringify({ acronym, category, city, country, name, website })}\n`).sort();
    return createHash('sha256').update(`nemcon/list/v1\n${lines.join('')}`).digest('hex');
  };

  it('numbers each change and shows what lies between any two, read either way', async () => {
    await names().edit({ listId, nominationId: ids[0]!, name: { ...invented(0), name: 'Invented Association Zero', countryIso2: null, countryText: 'FR' } }, officer);
    await names().edit({ listId, nominationId: ids[1]!, name: { ...invented(1), contactEmail: 'new@invented.example' } }, officer);
    await names().remove({ listId, nominationId: ids[2]!, }, officer);
    await names().add({ listId, names: [invented(3)] }, officer);
    expect((await service.get(Revisions).of(listId)).map(({ number, act }) => [number, act])).toEqual([[1, 'names.added'], [2, 'name.edited'], [3, 'name.edited'], [4, 'name.removed'], [5, 'names.added']]);
    expect(await redline(0, 1)).toEqual({ added: ['Invented Association 0', 'Invented Association 1', 'Invented Association 2'], removed: [], changed: [] });
    expect(await redline(1, 5)).toEqual({ added: ['Invented Association 3'], removed: ['Invented Association 2'], changed: [['Invented Association Zero', 'name,country', false], ['Invented Association 1', '', true]] });
    expect(await redline(5, 1)).toMatchObject({ added: ['Invented Association 2'], removed: ['Invented Association 3'] });
    expect(await redline(3, 3)).toEqual({ added: [], removed: [], changed: [] });
    // To what a contact was changed is not kept.
    expect(JSON.stringify(await service.get(Revisions).of(listId))).not.toContain('new@invented.example');
  });

  it('is shown in the console, named there, and printed as a redline', async () => {
    const here = `/office/lists/${listId}/revisions`;
    expect((await console.post(here, here, { revision: '3', label: ' ' })).status).toBe(422);
    expect((await console.post(here, here, { revision: '9', label: 'None' })).status).toBe(404);
    expect((await console.post(here, here, { revision: '3', label: 'As shown to the <President>' })).location).toBe(here);
    expect((await console.get(here)).text).toContain('As shown to the &lt;President&gt;');
    expect((await service.get(Records).timeline(listId)).at(-1)).toMatchObject({ act: 'revision.labelled', facts: { revision: 3 } });
    const { text } = await console.get(`/office/lists/${listId}/redline?from=1&to=5`);
    for (const words of ['<ins><bdi class="n-name">Invented Association 3</bdi></ins>', '<del><bdi class="n-name">Invented Association 2</bdi></del>', '<del><bdi>Invented Association 0</bdi></del>', 'The contact was changed.', 'Names: 3 before, 3 after.']) expect(text).toContain(words);
    for (const wrong of ['from=0&to=6', 'from=x', 'to=1e3', 'from=-1']) expect([wrong, (await console.get(`/office/lists/${listId}/redline?${wrong}`)).status]).toEqual([wrong, 404]);
    await expect(service.get(LabelRevisionHandler).execute({ listId, revision: 1, label: 'x'.repeat(121) }, officer)).rejects.toMatchObject({ rule: 'fields-invalid' });
  });

  it('is frozen at circulation: anybody computes its hash, and the record holds it', async () => {
    const hash = await hashOf();
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-10T17:00', zone: 'America/New_York' }, officer);
    expect((await service.get(Records).timeline(listId)).at(-1)).toMatchObject({ act: 'list.circulated', facts: { revision: 6, hash } });
    expect((await console.get(`/office/lists/${listId}`)).text).toContain(hash);
    expect((await console.get(`/office/lists/${listId}/revisions`)).text).toContain('The names on the list have this hash.');
  });

  it('lets no list become final whose names are not those that were circulated; a name that withdrew is no such change', async () => {
    await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[1]!, reason: '' }, officer);
    service.setTime('2026-12-11T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    // The planted change: in the database, past every handler.
    const plant = (website: string | null): Promise<unknown> => service.get(UnitOfWork).run(async (tx) => {
      await tx.update(Nomination, { id: ids[0]! }, { website });
      await service.get(Lists).touch(tx, await service.get(Lists).lock(tx, listId, 'update'), undefined);
    });
    await plant('https://other.example');
    expect((await console.get(`/office/lists/${listId}/revisions`)).text).toContain('The list cannot become final.');
    await expect(service.get(FinalizeListHandler).execute({ listId }, officer)).rejects.toMatchObject({ rule: 'list-not-as-circulated', params: { revision: 6 } });
    await plant(null);
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 2 });
  });
});
