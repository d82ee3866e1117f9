import { checkModality } from '../../workflows/modality.check.js';
import { modalities } from '../../workflows/modalities/index.js';

const copy = () => structuredClone(modalities[0]!) as unknown as Record<string, never> & Record<string, unknown>;
type Edit = (document: Record<string, any>) => void;

describe('the modalities that ship', () => {
  it.each(modalities.map((modality) => [modality.id, modality] as const))('%s has no fault', (_, modality) => {
    expect(checkModality(modality)).toEqual([]);
  });

  it('differ in what an objection does and who decides', () => {
    expect(modalities.map(({ objection, decision }) => [objection.effect, decision !== null])).toEqual([['drops', false], ['contested', true]]);
  });
});

describe('resolution 71/280', () => {
  const { tracks, meetings } = modalities[0]!;

  it('has a way in for each paragraph that opens the conference to others than States', () => {
    expect(tracks.map(({ paragraph, way }) => [paragraph, way.kind])).toEqual([['6 (a)', 'register'], ['6 (b)', 'list'], ['6 (c)', 'list'], ['9', 'register'], ['4', 'register'], ['30', 'register']]);
  });

  it('plans six thematic sessions, a stocktaking meeting, six rounds, the hearings and the conference', () => {
    const count = (kind: string): number => meetings.filter((meeting) => meeting.kind === kind).length;
    expect(['thematic', 'stocktaking', 'negotiation', 'hearing', 'conference'].map(count)).toEqual([6, 1, 6, 1, 1]);
    expect(meetings.filter(({ kind }) => kind === 'negotiation').map(({ days }) => days)).toEqual([3, 4, 4, 5, 5, 5]);
    expect(['Geneva', 'New York', 'Vienna'].map((town) => meetings.filter(({ kind, place }) => kind === 'thematic' && place.en.includes(town)).length)).toEqual([3, 2, 1]);
  });
});

describe('a faulty modality', () => {
  const faults: [string, Edit, string][] = [
    ['without a field', (d) => delete d['silence'], '/silence'],
    ['with a field that nobody knows', (d) => { d['surprise'] = 1; }, '/surprise'],
    ['with a language missing', (d) => delete d['lists'][0].title.ru, '/lists/0/title/ru'],
    ['with a zone that does not exist', (d) => { d['silence'].zone = 'America/Nowhere'; }, '/silence/zone'],
    ['with an effect that needs a body', (d) => { d['objection'].effect = 'contested'; }, '/decision'],
    ['with a due date of no calendar', (d) => { d['lists'][0].due = '2017-13'; }, '/lists/0/due'],
    ['with a key twice', (d) => { d['lists'][1].key = '6b'; }, '/lists/1'],
    ['with a category twice', (d) => { d['categories'].push(d['categories'][0]); }, '/categories/6'],
    ['with a hearing category twice', (d) => { d['hearingCategories'].push(d['hearingCategories'][0]); }, '/hearingCategories/2'],
    ['with a hearing category that is one of the lists already', (d) => { d['hearingCategories'][0].id = d['categories'][0].id; }, '/hearingCategories/0'],
    ['with a disclosure of an unknown kind', (d) => { d['disclosure'].basis.public = 'sometimes'; }, '/disclosure/basis/public'],
    ['that tells the basis to whom it hides the objection', (d) => { d['disclosure'].objectionExists.requestingState = 'no'; }, '/disclosure/basis/requestingState'],
    ['that tells the basis before it tells that there is an objection', (d) => { d['disclosure'].objectionExists.requestingState = 'atFinalization'; }, '/disclosure/basis/requestingState'],
    ...[['office', 'no'], ['objector', 'yes'], ['memberStates', 'atFinalization'], ['organization', 'yes'], ['public', 'yes']].flatMap(([audience, cell]) => (
      ['objectionExists', 'objector', 'basis'].map((fact): [string, Edit, string] => [`that tells the ${audience} “${cell}” of ${fact}`, (d) => { d['disclosure'][fact][audience!] = cell; }, `/disclosure/${fact}/${audience}`])
    )),
    ['that keeps the proposed names from Member States', (d) => { d['disclosure'].proposedNames.memberStates = 'no'; }, '/disclosure/proposedNames/memberStates'],
    ['that publishes the final names before they are final', (d) => { d['disclosure'].finalNames.public = 'atCirculation'; }, '/disclosure/finalNames/public'],
    ['that shows an organization what it keeps from the public', (d) => { d['disclosure'].proposedNames.public = 'no'; }, '/disclosure/proposedNames/organization'],
    ['that keeps objections for no time', (d) => { d['retention'].months = 0; }, '/retention/months'],
    ['that limits tries of a code for which nobody is asked', (d) => { d['linkCode'].tries = 5; }, '/linkCode/tries'],
    ['that asks for a code without a limit to its tries', (d) => { d['linkCode'].asked = true; }, '/linkCode/tries'],
    ['that limits the length of a basis that nobody states', (d) => { d['reasons'].rule = 'none'; }, '/reasons/maxLength'],
    ['that takes a basis of any length', (d) => { d['reasons'].maxLength = null; }, '/reasons/maxLength'],
    ['that tells to whom and not that', (d) => { d['objectorTold'] = { ofDisclosure: false, ofRequester: true }; }, '/objectorTold/ofRequester'],
    ['that publishes figures on objections to names that it does not publish', (d) => { d['report'].objections = 'finalization'; d['disclosure'].proposedNames.public = 'no'; }, '/report/objections'],
    ['that withholds no small figure', (d) => { d['report'].threshold = 1; }, '/report/threshold'],
    ['with a source of a field that is not there', (d) => { d['sources']['/nowhere'] = { paragraph: '1', interpretation: null }; }, '/sources/~1nowhere'],
    ['with a track to a list that is not there', (d) => { d['tracks'][1].way.list = '6z'; }, '/tracks/1/way/list'],
    ['with a track that opens more than its list is for', (d) => { d['tracks'][2].opens.push('conference'); }, '/tracks/2/opens'],
    ['with a track that opens less than its list is for', (d) => { d['lists'][1].scope = 'both'; }, '/tracks/2/opens'],
    ['with a track that offers a category nobody defined', (d) => { d['tracks'][1].categories.push('guild'); }, '/tracks/1/categories/6'],
    ['with a track to a list and no category', (d) => { d['tracks'][1].categories = []; }, '/tracks/1/categories'],
    ['with a meeting that ends before it begins', (d) => { d['meetings'][0].to = '2017-01'; }, '/meetings/0/to'],
    ['with a source that says nothing', (d) => { d['sources']['/lists'] = { paragraph: null, interpretation: null }; }, '/sources/~1lists'],
  ];
  it.each(faults)('%s is refused with the path', (_, edit, path) => {
    const document = copy();
    edit(document);
    expect(checkModality(document).map((fault) => fault.path)).toContain(path);
  });

  it('says of a cell that is fixed what it is', () => {
    const document = copy() as Record<string, any>;
    document['disclosure'].basis.public = 'yes';
    expect(checkModality(document)).toEqual([{ path: '/disclosure/basis/public', message: 'is fixed: "no"' }]);
  });

  it('points at what is repeated, and not at the categories of the lists where a hearing repeats one', () => {
    const document = copy() as Record<string, any>;
    document['hearingCategories'].push(document['hearingCategories'][0], document['categories'][0]);
    expect(checkModality(document).map(({ path }) => path)).toEqual(['/hearingCategories/2', '/hearingCategories/3']);
  });

  it('reports every fault, not only the first', () => {
    const document = copy() as Record<string, any>;
    delete document['id'];
    document['electorate'] = 'everyone';
    expect(checkModality(document).map((fault) => fault.path)).toEqual(expect.arrayContaining(['/id', '/electorate']));
  });

  it('reports what does not go together beside what has not its shape, and compares nothing with a part that has not', () => {
    const document = copy() as Record<string, any>;
    delete document['id'];
    document['silence'].zone = 'Mars/Olympus';
    document['objection'].effect = 'contested';
    document['tracks'][1].way.list = '6z';
    expect(checkModality(document).map((fault) => fault.path)).toEqual(['/id', '/silence/zone', '/decision', '/tracks/1/way/list']);
    document['lists'] = 'none';
    expect(checkModality(document).map((fault) => fault.path)).toEqual(['/id', '/lists', '/silence/zone', '/decision']);
  });

  it.each([null, 7, 'text', []])('that is %p is refused', (document) => {
    expect(checkModality(document).length).toBeGreaterThan(0);
  });
});
