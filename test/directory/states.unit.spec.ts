import { memberStates, resolveState } from '../../src/directory/index.js';

describe('a Member State', () => {
  it('is recognized by each of its names, with a remark in brackets too', () => {
    const known = memberStates().flatMap(({ iso2, name, unterm, formal }) => [name, unterm, formal].flatMap((six) => Object.values(six)).map((text) => [iso2, text] as const));
    expect(known.filter(([iso2, text]) => resolveState(text) !== iso2)).toEqual([]);
    expect([resolveState('Bolivia (Plurinational State of)'), resolveState('France (metropolitan)'), resolveState('Invented (France)')]).toEqual(['BO', 'FR', null]);
  });

  it('is not looked for from each of the brackets that never end, in a cell that a stranger made', () => {
    for (const text of ['('.repeat(1_000_000), ' ('.repeat(500_000), `(${'x'.repeat(1_000_000)}`]) expect(resolveState(text)).toBeNull();
  });
});
