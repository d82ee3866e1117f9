import { canonical } from '../../src/records/record-format.js';

describe('the canonical form', () => {
  // As RFC 8785 has them: 3.2.2 (values), 3.2.3 (order), and of its Appendix B numbers at the edges.
  it.each<[unknown, string]>([
    [
      { numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [
      { '\u20ac': 'Euro', '\r': 'Return', '\ufb33': 'Dalet', 1: 'One', '\u{1f600}': 'Face', '\u0080': 'Control', '\u00f6': 'Diaeresis' },
      '{"\\r":"Return","1":"One","\u0080":"Control","ö":"Diaeresis","€":"Euro","\u{1f600}":"Face","\ufb33":"Dalet"}',
    ],
    [[-0, 1e21, 1e-7, 9007199254740992, 5e-324, 1.7976931348623157e308], '[0,1e+21,1e-7,9007199254740992,5e-324,1.7976931348623157e+308]'],
    [{ 10: 'a', 9: 'b', nested: { b: undefined, a: [{ d: 1, c: 2 }] } }, '{"10":"a","9":"b","nested":{"a":[{"c":2,"d":1}]}}'],
    ['', '""'],
  ])('of %j is that of RFC 8785', (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it.each<[string, unknown]>([
    ['a number that is none', NaN], ['one without end', { n: Infinity }], ['half a character', ['\ud800']], ['a name that is half a character', { '\udc00': 1 }], ['nothing at all', undefined],
    ['nothing in a row', [undefined]], ['a hole', new Array(1)], ['a moment', { at: new Date(0) }], ['bytes', Buffer.from('x')], ['a map', new Map([['a', 1]])], ['a function', () => 1],
  ])('is refused to %s', (_, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });
});
