import { Conferences } from '../../../src/conferences/index.js';
import { Choices } from '../../../src/doors/missions/choices.js';
import { WithdrawNominationHandler } from '../../../src/lists/index.js';
import { ObjectionsQuery } from '../../../src/objections/index.js';
import { deskOf, enterMission } from '../../disclosures/desk.js';
import { plant } from '../../model/walk.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';

eachService('a name that cannot be objected to any more', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  /** The hidden fields of the form that files, from a check page. */
  const formOf = (page: string): [string, string][] => {
    const form = page.split('<form').find((part) => part.includes('name="seen"'))!;
    return [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]): [string, string] => [name!, value!]).filter(([name]) => name !== '_csrf');
  };
  /** A Mission on its check page, with three names ticked and a basis for each. */
  async function checking() {
    const { listId, ids, conferenceId } = await circulatedRound(service, { names: 5, addresses: false });
    const mission = await enterMission(service, listId, 'FR');
    await mission.post('', [...ids.map((id): [string, string] => ['shown', id]), ...ids.slice(0, 3).map((id): [string, string] => ['name', id]), ['go', 'continue']]);
    await mission.post('/basis', [...ids.slice(0, 3).map((id, at): [string, string] => [`basis-${id}`, `Invented basis ${at}`]), ['go', 'check']]);
    const leave = (at: number) => service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[at]!, reason: 'Invented' }, officer);
    const filed = async () => (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections.map(({ nominationId, basis }) => [ids.indexOf(nominationId), basis] as const).sort(([a], [b]) => a - b);
    const send = async (form: [string, string][]) => { const answer = await mission.post('/check', form); return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }; };
    return { listId, ids, conferenceId, mission, leave, filed, send, desk: deskOf(service, listId), form: formOf(await mission.text('/check')) };
  }

  it('leaves the choice with a word on each page; what is left is one press from being filed, with its basis', async () => {
    const { ids, mission, leave, filed, send, desk, form } = await checking();
    await leave(0);
    await desk.object('FR', ids[1]!);
    for (const [path, count] of [['', 'Names chosen: 1'], ['/basis', 'Names chosen: 1'], ['/check', 'Names objected to: 1']] as const) {
      const page = (await mission.text(path)).replace(/<[^>]+>/g, '');
      expect([path, page]).toEqual([path, expect.stringContaining(count)]);
      expect([path, page]).toEqual([path, expect.stringMatching(/No longer part of what you file[\s\S]*Invented Association 0: the organization has withdrawn it[\s\S]*Invented Association 1: your State has objected/)]);
    }
    const stale = await send(form);
    expect([stale.status, stale.text]).toEqual([409, expect.stringContaining('Nothing was filed')]);
    expect(await filed()).toEqual([[1, null]]);
    const answer = await send(formOf(stale.text));
    expect([answer.status, answer.location]).toEqual([303, expect.stringContaining('/receipt/')]);
    expect(await filed()).toEqual([[1, null], [2, 'Invented basis 2']]);
    expect(await mission.text('')).not.toContain('No longer part');
  });

  it('leaves it at the very moment of filing too, and nothing is filed that was not seen', async () => {
    const { leave, filed, send, form } = await checking();
    const remove = plant(service.get(Choices), 'of', (real) => async (...asked) => {
      remove();
      const choice = await real(...asked);
      await leave(0);
      return choice;
    });
    const stale = await send(form);
    expect([stale.status, stale.text.includes('Nothing was filed'), stale.text.includes('No longer part'), await filed()]).toEqual([409, true, true, []]);
    expect((await send(formOf(stale.text))).status).toBe(303);
    expect(await filed()).toEqual([[1, 'Invented basis 1'], [2, 'Invented basis 2']]);
  });

  it('may be the last: then the list says that nothing was filed', async () => {
    const { mission, ids, filed, send, desk, form } = await checking();
    for (const id of ids.slice(0, 3)) await desk.object('FR', id);
    const { status, location } = await send(form);
    expect(status).toBe(303);
    const page = await mission.text(location!.slice(mission.base.length));
    expect([page.includes('Nothing was filed'), page.includes('Names chosen: 0'), (await filed()).length]).toEqual([true, true, 3]);
  });

  it('would be caught blocking the rest where the choice is taken as it was ticked', async () => {
    const { mission, leave, send, form } = await checking();
    await leave(0);
    const remove = plant(service.get(Choices), 'of', () => ({ session }, draft = session.draft) => Promise.resolve({ draft, gone: [], objected: new Set<string>() }));
    expect((await mission.text('')).includes('Names chosen: 3')).toBe(true);
    expect((await send(form)).text).toContain('is no longer under consideration');
    remove();
  });

  it('is left out of the files of States, and marked in those of the public, as on their pages', async () => {
    const { mission, leave, conferenceId } = await checking();
    await leave(0);
    const rows = (text: string) => text.split(/\r?\n/).filter((row) => /Invented Association/.test(row)).map((row) => [/Invented Association (\d)/.exec(row)![1], row.includes('Withdrawn')]).sort();
    expect(rows(await mission.text('/proposed.csv'))).toEqual(['1', '2', '3', '4'].map((n) => [n, false]));
    const { slug } = await service.get(Conferences).byId(conferenceId);
    const open = await (await fetch(`${service.url}/c/${slug}/6b/proposed/names.csv`, { headers: { 'accept-language': 'en' } })).text();
    expect(rows(open)).toEqual(['0', '1', '2', '3', '4'].map((n) => [n, n === '0']));
  });
});
