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

describe('a faulty modality', () => {
  const faults: [string, Edit, string][] = [
    ['without a field', (d) => delete d['silence'], '/silence'],
    ['with a field that nobody knows', (d) => { d['surprise'] = 1; }, '/surprise'],
    ['with a language missing', (d) => delete d['lists'][0].title.ru, '/lists/0/title/ru'],
    ['with a zone that does not exist', (d) => { d['silence'].zone = 'America/Nowhere'; }, '/silence/zone'],
    ['with an effect that needs a body', (d) => { d['objection'].effect = 'contested'; }, '/decision'],
    ['with a due date of no calendar', (d) => { d['lists'][0].due = '2017-13'; }, '/lists/0/due'],
    ['with a key twice', (d) => { d['lists'][1].key = '6b'; }, '/lists/1'],
    ['with a disclosure of an unknown kind', (d) => { d['disclosure'].basis.public = 'sometimes'; }, '/disclosure/basis/public'],
    ['with a source of a field that is not there', (d) => { d['sources']['/nowhere'] = { paragraph: '1', interpretation: null }; }, '/sources/~1nowhere'],
    ['with a source that says nothing', (d) => { d['sources']['/lists'] = { paragraph: null, interpretation: null }; }, '/sources/~1lists'],
  ];
  it.each(faults)('%s is refused with the path', (_, edit, path) => {
    const document = copy();
    edit(document);
    expect(checkModality(document).map((fault) => fault.path)).toContain(path);
  });

  it('reports every fault, not only the first', () => {
    const document = copy() as Record<string, any>;
    delete document['id'];
    document['electorate'] = 'everyone';
    expect(checkModality(document).map((fault) => fault.path)).toEqual(expect.arrayContaining(['/id', '/electorate']));
  });

  it.each([null, 7, 'text', []])('that is %p is refused', (document) => {
    expect(checkModality(document).length).toBeGreaterThan(0);
  });
});
