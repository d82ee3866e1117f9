import { isMailAddress, mailboxOf } from '../../src/platform/mail-address.js';

describe('an address', () => {
  it('names the same mailbox in small letters and in capitals, and another one with a sign that only turns into a letter', () => {
    for (const [typed, mailbox] of [[' Kim@Office.Example ', 'kim@office.example'], ['JÜRGEN@bücher.example', 'jürgen@bücher.example'], ['ΣΩΚΡΆΤΗΣ@office.example', 'σωκράτης@office.example']]) expect(mailboxOf(typed!)).toBe(mailbox);
    for (const sign of ['\u03F4', '\u2126', '\u212A', '\u212B']) expect(mailboxOf(`${sign}im@office.example`)).toBe(`${sign}im@office.example`);
  });

  it('is none where it is quoted, or would be read as an encoded word', () => {
    for (const good of ["o'brien+list@office.example", 'jürgen@bücher.example', 'a=b@office.example']) expect([good, isMailAddress(good)]).toEqual([good, true]);
    for (const bad of ['"a b"@office.example', '=?utf-8?q?president=40un.example?=@office.example', 'a\u200Bb@office.example', 'a@office.example\r\nBcc: b@office.example', 'a,b@office.example', 'a<b>@office.example']) expect([bad, isMailAddress(bad)]).toEqual([bad, false]);
  });

  it('is no other’s mailbox: no letter stands for more than itself and its capital', () => {
    const named = new Map<string, number>();
    for (let code = 0; code < 0x2_0000; code += 1) {
      const letter = String.fromCodePoint(code);
      // Some digraphs have a third form, for titles.
      if (/\p{L}/u.test(letter) && !/\p{Lt}/u.test(letter)) named.set(mailboxOf(letter), (named.get(mailboxOf(letter)) ?? 0) + 1);
    }
    expect([...named].filter(([, letters]) => letters > 2)).toEqual([]);
    expect([...named].filter(([, letters]) => letters === 2).length).toBeGreaterThan(1_000);
  });
});
