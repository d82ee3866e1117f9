import { readDeliveryStatus } from '../../src/outbox/index.js';
import { returned } from '../support/returned.js';

const read = (text: string | Buffer) => readDeliveryStatus(Buffer.from(text));
const id = '0198d2f4-1111-7000-8000-000000000001@nemcon.example';

describe('a returned message', () => {
  it('says which letter it is of, and what the mail server said', () => {
    expect(read(returned({ id }))).toEqual({ messageId: id, action: 'failed', words: '5.1.1: 550 5.1.1 <mission@missions.example>: No such user here' });
  });

  it('is read as mail programs save it: lines ended either way, forwarded as an attachment, headers alone, encoded, under RFC 6533', () => {
    const plain = returned({ id });
    const encoded = returned({ id, letter: { type: 'text/rfc822-headers', encoding: 'base64' } });
    const quoted = returned({ id, letter: { type: 'text/rfc822-headers; charset=utf-8', encoding: 'quoted-printable' } });
    const global = returned({ id, letter: { type: 'message/global-headers', encoding: '' } }).replace('message/delivery-status', 'message/global-delivery-status');
    const forwarded = `From: officer@office.example\nContent-Type: multipart/mixed;\n boundary=outer\n\n--outer\nContent-Type: text/plain\n\nSee below.\n--outer\nContent-Type: message/rfc822\n\n${plain}\n--outer--\n`;
    for (const one of [plain.replace(/\n/g, '\r\n'), encoded, quoted, global, forwarded]) expect(read(one)).toEqual(read(plain));
  });

  it('of several tries says the one that failed, and of a delay that it is one', () => {
    expect(read(returned({ id, action: 'delayed', status: '4.4.1', words: 'smtp; 451 try later' }))).toEqual({ messageId: id, action: 'delayed', words: '4.4.1: 451 try later' });
    const two = returned({ id, action: 'relayed' }).replace('\n\n--b1\nContent-Type: message/rfc822', '\n\nFinal-Recipient: rfc822; b@missions.example\nAction: Failed\nStatus: 5.2.2\n\n--b1\nContent-Type: message/rfc822');
    expect(read(two)).toMatchObject({ action: 'failed', words: '5.2.2' });
  });

  it('tells no link that the mail server quoted from the letter, whole or folded', () => {
    const token = 'Ab3-_'.repeat(9).slice(0, 43);
    const words = (said: string) => read(returned({ id, words: said }))?.words ?? '';
    expect(words(`smtp; 550 blocked https://nemcon.example/m/${token}?lang=en by policy`)).toBe('5.1.1: 550 blocked (…) by policy');
    expect(words(`smtp; 550 blocked ${token}`)).toBe('5.1.1: 550 blocked (…)');
    expect(words(`smtp; 550 https://nemcon.example/m/${token.slice(0, 22)}\n ${token.slice(22)}`)).not.toContain(token.slice(0, 22));
    expect(words('smtp; 550 see https://mail.example/help')).toContain('https://mail.example/help');
  });

  it('is none without a report, without the headers of the letter, or with a Message-ID that is none', () => {
    const plain = returned({ id });
    for (const broken of [
      '', '\n', '\n\n', 'From: a person\n\nYour letter did not arrive.', plain.replace('multipart/report', 'multipart/mixed'), plain.replace(/boundary="b1"/, ''), plain.replace('message/delivery-status', 'text/plain'),
      plain.replace('message/rfc822', 'text/plain'), plain.replace(`<${id}>`, id), plain.replace(`<${id}>`, '<a><b>'), plain.replace(`<${id}>`, '<a\0b@y>'), plain.replace('Action: failed', 'Action:'), plain.slice(0, plain.indexOf('message/rfc822')),
    ]) expect([broken.slice(0, 40), read(broken)]).toEqual([broken.slice(0, 40), null]);
    expect(read(Buffer.from([0xff, 0xfe, 0, 0x80]))).toBeNull();
  });

  it('is not followed into messages without end', () => {
    let deep = returned({ id });
    for (let depth = 0; depth < 20; depth++) deep = `Content-Type: message/rfc822\n\n${deep}`;
    expect(read(deep)).toBeNull();
    expect(read(`Content-Type: multipart/report; boundary=b\n\n${'--b\n'.repeat(100_000)}`)).toBeNull();
    // A word as long as a message may be: looked at from each of its letters it would keep the service for a quarter of an hour.
    expect(read(returned({ id, words: `smtp; 550 ${'a.'.repeat(500_000)}` }))?.words).toHaveLength(11 + 1_000_000);
  });
});
