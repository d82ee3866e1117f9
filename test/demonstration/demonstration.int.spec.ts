import { DEMONSTRATION_OFFICERS, makeDemonstration } from '../../src/demonstration/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { Missions, regionalGroup, regionalGroups } from '../../src/directory/index.js';
import { Lists, NameBook } from '../../src/lists/index.js';
import { Namings } from '../../src/meetings/index.js';
import { MeetingNaming } from '../../src/meetings/meeting.entity.js';
import { Officers } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { eachService } from '../support/running.js';

eachService('The demonstration', { per: 'test' }, (service) => {
  const lists = async () => {
    const { id } = await service.get(Conferences).bySlug('demo');
    return Promise.all((await service.get(Lists).of(id)).map(async (list) => ({ key: list.key, state: list.state, id: list.id, version: list.version, names: (await service.get(Lists).sizes(list.id)).names })));
  };

  it('has list 6 (b) with 72 invented names in circulation, 6 (c) in draft, and every Mission with an address', async () => {
    await makeDemonstration(service.get);
    expect(await lists()).toMatchObject([{ key: '6b', state: 'circulated', names: 72 }, { key: '6c', state: 'draft', names: 8 }]);
    const missions = await service.get(Missions).all();
    expect(missions.map(({ addresses }) => addresses.length).reduce((a, b) => a + b)).toBe(201);
    expect(missions.every(({ addresses }) => addresses.length > 0)).toBe(true);
    expect(await service.get(Officers).byEmail(DEMONSTRATION_OFFICERS.drafter.email)).not.toBeNull();
  });

  it('shows all six categories, all regional groups and several scripts', async () => {
    await makeDemonstration(service.get);
    const [circulated] = await lists();
    const { names } = await service.get(NameBook).of(circulated!);
    expect(new Set(names.map(({ category }) => category)).size).toBe(6);
    expect(new Set(names.map(({ countryIso2 }) => regionalGroup(countryIso2!)))).toEqual(new Set(regionalGroups));
    for (const script of ['Latin', 'Arabic', 'Han', 'Cyrillic', 'Devanagari', 'Thai', 'Hangul']) {
      expect(names.some(({ name }) => new RegExp(`\\p{Script=${script}}`, 'u').test(name))).toBe(true);
    }
  });

  it('announces a meeting for which organizations can name representatives once their list is final', async () => {
    await makeDemonstration(service.get);
    const conference = await service.get(Conferences).bySlug('demo');
    const announced = (await service.get(Namings).of(conference)).filter(({ naming }) => naming !== null);
    expect(announced.map(({ rule, earlier }) => [rule.id, earlier.length])).toEqual([['negotiation-1', 0]]);
  });

  it('gives links that open, and is made once', async () => {
    const first = await makeDemonstration(service.get);
    const before = await lists();
    expect(await makeDemonstration(service.get)).toEqual(first);
    expect(await lists()).toEqual(before);
    expect((await fetch(`${service.url}${first.status}`)).status).toBe(200);
    expect((await fetch(`${service.url}${first.mission.path}`)).status).toBe(200);
  });

  it('completes a making that was cut short, without a second copy of anything', async () => {
    await makeDemonstration(service.get);
    const before = await lists();
    const namings = () => service.get(Reader).manager.count(MeetingNaming);
    expect(await namings()).toBe(1);
    await service.get(UnitOfWork).run((tx) => tx.delete(Setting, { key: 'demonstration.made' }));
    await makeDemonstration(service.get);
    expect(await lists()).toEqual(before);
    expect(await namings()).toBe(1);
    expect(await service.get(Reader).manager.existsBy(Setting, { key: 'demonstration.made' })).toBe(true);
    expect(await service.get(Officers).all()).toHaveLength(3);
  });
});
