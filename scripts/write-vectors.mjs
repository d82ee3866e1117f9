// Writes docs/verify/vectors (or the folder that is named): exports good and bad with the answer that each must get. It shares no code with the verifiers; keys,
// salts and ids are made from words, so that every run writes the same bytes.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/verify/vectors/', import.meta.url));
const digest = (text) => createHash('sha256').update(`nemcon vectors: ${text}`).digest();
const keyOf = (word) => createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), digest(word)]), format: 'der', type: 'pkcs8' });
const publicOf = (key) => createPublicKey(key).export({ format: 'jwk' }).x;
const idOf = (word) => digest(word).toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');

// Names here are ASCII, so that sorting by code units is plain sorting.
const canonical = (value) => (value === null || typeof value !== 'object' ? JSON.stringify(value)
  : `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`);
const hashOf = (line) => createHash('sha256').update(`nemcon/record-entry/v1\n${line}`).digest('hex');
const signed = (key, kind, body) => canonical({ ...body, signature: sign(null, Buffer.from(`nemcon/${kind}/v1\n${canonical(body)}`), key).toString('base64url') });

const real = keyOf('the key of the toy record');
const stranger = keyOf('another key');
const list = idOf('list');
const at = (minute) => `2026-12-01T15:${String(minute).padStart(2, '0')}:00.000Z`;
const names = (...which) => createHash('sha256').update(`[${which.map((word) => JSON.stringify(idOf(word))).sort().join(',')}]`).digest('base64url');
const word = (text) => createHash('sha256').update(JSON.stringify(text)).digest('base64url');
/** What the act stored, in digests; its salt is one of its members. */
const content = { basis: word('Invented basis'), objection: idOf('objection'), salt: digest('salt of the content').toString('base64url') };
const secrets = {
  filed: { act: 'objections.filed', at: at(10), list, memberState: 'BR', names: names('name 1', 'name 2'), reference: 'QK7ZD-0M4TP' },
  // By an officer on behalf of the State: the facts of later entries say which, and commit to what was stored. Those of `filed` and `statement` are of before that.
  withdrawn: { act: 'objection.withdrawn', at: at(12), content: createHash('sha256').update(`nemcon/content/v1\n${canonical(content)}`).digest('base64url'), list, memberState: 'BR', names: names('name 2'), officer: 'Officer of the Office', proposedBy: null, reference: 'NV/12' },
  statement: { act: 'statement.made', at: at(14), list, memberState: 'KE', names: names(), reference: null },
};
const commitment = (word) => createHash('sha256').update('nemcon/commitment/v1\n').update(digest(`salt ${word}`)).update(canonical(secrets[word])).digest('base64url');
const confidential = (word) => ({ act: 'confidential', actor: null, at: null, commitment: commitment(word), conference: null, id: idOf(word), list: null, open: {} });
const open = (act, minute, facts, actor = 'Officer of the Office') => ({ act, actor, at: at(minute), commitment: null, conference: idOf('conference'), id: idOf(`${act} ${minute}`), list, open: facts });
const CHECKPOINT = 'checkpoint';
const history = [
  open('list.created', 1, { key: '6b' }),
  open('names.added', 2, { names: 40 }),
  open('name.edited', 3, { name: 'رابطة مبتكرة “é” \\ "quoted" \u2028 😀 \u007f \t\n\u001f' }),
  open('list.circulated', 4, { addresses: 193, deadline: '2026-12-15T22:00:00.000Z', missions: 193, names: 40, unaddressed: 0, zone: 'America/New_York' }), CHECKPOINT,
  confidential('filed'),
  open('misdirection.reported', 11, { iso2: 'KE' }, null),
  confidential('withdrawn'),
  confidential('statement'),
  open('list.finalized', 20, { approved: true, final: 39, note: null, notFinal: 1 }), CHECKPOINT,
  open('assembly.informed', 21, { symbol: 'A/81/900', which: 'final' }),
];

/** The lines of an export. `change` may alter an entry before it is chained, `after` a line once it stands. */
function chain(parts = history, { key = real, head = publicOf(key), from = { prev: '0'.repeat(64), seq: 0 }, change = (entry) => entry, after = (line) => line, to = {} } = {}) {
  let { prev, seq } = from;
  let checkpoints = 0;
  const lines = [canonical({ format: 'nemcon-record/1', key: head })];
  for (const part of parts) {
    if (part === CHECKPOINT) {
      checkpoints++;
      lines.push(after(signed(key, 'checkpoint', { at: at(30 + checkpoints), checkpoint: seq, hash: prev }), 'checkpoint', checkpoints));
    } else {
      const line = after(canonical(change({ ...part, prev, seq: seq + 1 }, seq + 1)), 'entry', seq + 1);
      seq++;
      prev = hashOf(line);
      lines.push(line);
    }
  }
  lines.push(signed(key, 'end', { at: at(40), checkpoints, end: seq, hash: prev, ...to }));
  return lines;
}
const text = (lines) => lines.map((line) => `${line}\n`).join('');
const good = chain();
const rootAt = (seq) => hashOf(good.filter((line) => line.startsWith('{"act"'))[seq - 1]);
const replaced = (index, line) => good.map((old, i) => (i === index ? line : old));
const edited = (index, from, to) => {
  if (!good[index].includes(from)) throw new Error(`Line ${index + 1} holds no ${from}`);
  return replaced(index, good[index].replace(from, to));
};
const without = (...indexes) => good.filter((_, i) => !indexes.includes(i));
/** The export with a line written so by whoever holds the key: all that follows is chained and signed over it. */
const written = (seq, rewrite) => chain(history, { after: (line, kind, which) => (kind === 'entry' && which === seq ? rewrite(line) : line) });

const cases = [];
const files = {};
const add = (name, content, expect, asked = {}) => {
  files[`${name}.record`] = content;
  cases.push({ name, file: `${name}.record`, key: publicOf(real), roots: [], receipts: [], ...asked, expect });
};
const bad = (fault, what, content, line, asked = {}) => add(`${fault}-${what}`, Buffer.isBuffer(content) ? content : typeof content === 'string' ? content : text(content), { ok: false, fault, line, which: null }, asked);
const fine = (more = {}) => ({ ok: true, entries: 10, checkpoints: 2, root: rootAt(10), at: at(40), roots: [], receipts: [], ...more });

const receipt = (word, facts = secrets[word], salt = digest(`salt ${word}`), entry = idOf(word)) => canonical({ entry, facts, format: 'nemcon-receipt/1', pad: ' '.repeat(40), salt: salt.toString('base64url') });
for (const word of Object.keys(secrets)) files[`${word}.receipt.json`] = `${receipt(word)}\n`;
const withContent = (stored) => `${receipt('withdrawn').replace('{"entry"', `{"content":${canonical(stored)},"entry"`).replace('nemcon-receipt/1', 'nemcon-receipt/2')}\n`;
files['content.receipt.json'] = withContent(content);
files['other-content.receipt.json'] = withContent({ ...content, basis: word('Another basis') });
files['no-content.receipt.json'] = `${receipt('withdrawn').replace('nemcon-receipt/1', 'nemcon-receipt/2')}\n`;
files['content-before.receipt.json'] = withContent(content).replace('nemcon-receipt/2', 'nemcon-receipt/1');
files['content-of-before.receipt.json'] = withContent(content).replace(/"facts":\{.*?\}/, `"facts":${canonical(secrets.filed)}`).replace(idOf('withdrawn'), idOf('filed')).replace(digest('salt withdrawn').toString('base64url'), digest('salt filed').toString('base64url'));
files['unknown.receipt.json'] = `${receipt('filed', secrets.filed, digest('salt filed'), idOf('nowhere'))}\n`;
files['other-facts.receipt.json'] = `${receipt('statement', { ...secrets.statement, memberState: 'FR' })}\n`;
files['other-officer.receipt.json'] = `${receipt('withdrawn', { ...secrets.withdrawn, officer: 'Another Officer' })}\n`;
files['other-salt.receipt.json'] = `${receipt('filed', secrets.filed, digest('salt withdrawn'))}\n`;
files['open-entry.receipt.json'] = `${receipt('filed', secrets.filed, digest('salt filed'), idOf('list.created 1'))}\n`;
files['spaced.receipt.json'] = `${JSON.stringify(JSON.parse(receipt('filed')), null, 2)}\n`;
files['joined.receipt.json'] = `${receipt('filed').replace(/"pad":" *","salt":/, '"pad,salt":')}\n`;
files['more.receipt.json'] = `${receipt('filed').replace('{"entry"', '{"approved":true,"entry"')}\n`;

add('good', text(good), fine());
add('good-empty', text(chain([])), { ok: true, entries: 0, checkpoints: 0, root: '0'.repeat(64), at: at(40), roots: [], receipts: [] });
add('good-one-of-each', text(chain([history[0], CHECKPOINT])), { ok: true, entries: 1, checkpoints: 1, root: rootAt(1), at: at(40), roots: [], receipts: [] });
add('good-roots', text(good), fine({ roots: [{ root: rootAt(4), entry: 4 }, { root: rootAt(9), entry: 9 }] }), { roots: [rootAt(4).toUpperCase().replace(/(.{8})/g, '$1 ').trim(), rootAt(9)] });
add('good-receipts', text(good), fine({ receipts: [{ receipt: 'content.receipt.json', entry: 7 }, { receipt: 'statement.receipt.json', entry: 8 }, { receipt: 'filed.receipt.json', entry: 5 }, { receipt: 'withdrawn.receipt.json', entry: 7 }] }), { receipts: ['content.receipt.json', 'statement.receipt.json', 'filed.receipt.json', 'withdrawn.receipt.json'] });

bad('form', 'no-json', replaced(3, 'The list was circulated.'), 4);
bad('form', 'blank-line', [...good.slice(0, 4), '', ...good.slice(4)], 5);
bad('form', 'carriage-return', text(good).replaceAll('\n', '\r\n'), 1);
bad('form', 'byte-order-mark', `\ufeff${text(good)}`, 1);
bad('form', 'array', replaced(2, `[${good[2]}]`), 3);
bad('form', 'not-utf-8', Buffer.concat([Buffer.from(text(good.slice(0, 3)).trimEnd().slice(0, -12)), Buffer.from([0xc3, 0x28]), Buffer.from(text(good.slice(3)))]), 3);
bad('form', 'surrogate-in-utf-8', (() => {
  const [before, after] = text(written(1, (line) => line.replace('"6b"', '"#"'))).split('#');
  return Buffer.concat([Buffer.from(before), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(after)]);
})(), 2);
for (const [what, seq, from, to] of [
  ['space', 1, '"act":', '"act": '], ['order', 2, /^\{("act":"[^"]*"),("actor":"[^"]*")/, '{$2,$1'], ['order-inside', 4, /("addresses":193),("deadline":"[^"]*")/, '$2,$1'], ['doubled-member', 2, '"act"', '"act":"x","act"'],
  ['doubled-member-inside', 2, '"names":40', '"names":40,"names":40'], ['needless-escape', 3, 'é', '\\u00e9'], ['escaped-slash', 10, 'A/81', 'A\\/81'], ['upper-case-escape', 3, '\\u001f', '\\u001F'], ['long-escape', 3, '\\t', '\\u0009'], ['lone-surrogate', 3, '😀', '\\ud83d'],
  ['raw-control', 3, '\\t', '\t'], ['fraction', 2, ':40', ':40.0'], ['half', 2, ':40', ':0.5'], ['exponent', 2, ':40', ':4e1'], ['negative-zero', 4, '"unaddressed":0', '"unaddressed":-0'], ['leading-zero', 2, ':40', ':040'],
  ['too-great', 2, ':40', ':9007199254740992'], ['very-great', 2, ':40', `:${'9'.repeat(5_000)}`], ['infinity', 2, ':40', ':1e400'], ['not-a-number', 2, ':40', ':NaN'], ['list-inside', 2, ':40', ':[40]'], ['object-inside', 2, ':40', ':{}'], ['deep', 2, ':40', `:${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`], ['trailing-comma', 2, ':40', ':40,'],
]) bad('form', what, written(seq, (line) => line.replace(from, to)), 1 + seq + (seq > 4) + (seq > 9));
add('good-greatest-number', text(written(2, (line) => line.replace(':40', ':9007199254740991'))), fine({ root: hashOf(written(2, (line) => line.replace(':40', ':9007199254740991')).at(-2)) }));
add('good-below-zero', text(written(2, (line) => line.replace(':40', ':-40'))), fine({ root: hashOf(written(2, (line) => line.replace(':40', ':-40')).at(-2)) }));
bad('form', 'cut-inside-a-line', text(good).slice(0, -20), good.length);
bad('form', 'no-last-line-feed', text(good).slice(0, -1), good.length);

bad('head', 'missing', without(0), 1);
bad('head', 'other-format', edited(0, 'record/1', 'record/2'), 1);
bad('head', 'more-members', edited(0, '{"format"', '{"by":"us","format"'), 1);
bad('head', 'spare-bits', edited(0, publicOf(real), publicOf(real).slice(0, -1) + '_'), 1);
bad('key', 'of-another', chain(history, { key: stranger }), 1);
bad('key', 'changed', edited(0, publicOf(real), `${publicOf(real)[0] === 'A' ? 'B' : 'A'}${publicOf(real).slice(1)}`), 1);

bad('members', 'missing', written(2, (line) => line.replace(`,"list":"${list}"`, '')), 3);
bad('members', 'too-many', written(2, (line) => line.replace(',"id"', ',"iD":"x","id"')), 3);
bad('members', 'of-another-kind', written(2, (line) => line.replace('"seq":2', '"seq":"2"')), 3);
bad('members', 'name-of-a-function', replaced(2, '{"constructor":null}'), 3);
bad('members', 'none', replaced(2, '{}'), 3);
bad('members', 'head-again', [...good.slice(0, 3), good[0], ...good.slice(3)], 4);
bad('members', 'id', written(2, (line) => line.replace(idOf('names.added 2'), idOf('names.added 2').toUpperCase())), 3);
bad('members', 'instant', written(2, (line) => line.replace(at(2), '2026-12-01T15:02:00Z')), 3);
bad('members', 'no-instant', written(2, (line) => line.replace(`"${at(2)}"`, 'null')), 3);
bad('members', 'open-with-commitment', written(2, (line) => line.replace('"commitment":null', `"commitment":"${commitment('filed')}"`)), 3);
bad('members', 'confidential-with-actor', written(5, (line) => line.replace('"actor":null', '"actor":"BR"')), 7);
bad('members', 'confidential-without-commitment', written(5, (line) => line.replace(/"commitment":"[^"]*"/, '"commitment":null')), 7);
bad('members', 'confidential-and-open', written(5, (line) => line.replace('"open":{}', '"open":{"iso2":"BR"}')), 7);
bad('members', 'spare-bits', written(5, (line) => line.replace(/("commitment":"[^"]*).",/, '$19",')), 7);
bad('members', 'spare-bits-of-a-signature', replaced(5, good[5].replace(/(.)"\}$/, (_, last) => `${String.fromCharCode(last.charCodeAt(0) + 1)}"}`)), 6);
// Whoever joins the names of the members to compare them takes two for one here.
bad('members', 'names-run-together', written(2, (line) => line.replace(/"act":"[^"]*","actor":/, '"act,actor":')), 3);
bad('members', 'names-run-together-in-a-checkpoint', edited(5, `"at":"${at(31)}","checkpoint":`, '"at,checkpoint":'), 6);
bad('members', 'names-run-together-at-the-end', edited(13, '"checkpoints":2,"end":', '"checkpoints,end":'), 14);
bad('members', 'hash-in-capitals', edited(5, rootAt(4), rootAt(4).toUpperCase()), 6);

bad('seq', 'dropped', without(3), 4);
bad('seq', 'first-dropped', without(1), 2);
bad('seq', 'swapped', good.map((line, i) => (i === 2 ? good[3] : i === 3 ? good[2] : line)), 3);
bad('seq', 'doubled', [...good.slice(0, 3), good[2], ...good.slice(3)], 4);
bad('seq', 'from-nought', chain(history, { from: { prev: '0'.repeat(64), seq: -1 } }), 2);
bad('seq', 'stands-still', chain([history[0], history[1]], { change: (entry) => ({ ...entry, seq: 1 }) }), 3);
bad('prev', 'changed-before', edited(1, '6b', '6c'), 3);
bad('prev', 'changed-here', edited(2, /"prev":"./.exec(good[2])[0], '"prev":"x').map((line) => line.replace('"prev":"x', `"prev":"${good[2].includes('"prev":"0') ? '1' : '0'}`)), 3);
bad('prev', 'dropped-and-renumbered', without(2).map((line, i) => (i >= 2 ? line.replace(/"seq":(\d+)/, (_, n) => `"seq":${n - 1}`) : line)), 3);
bad('prev', 'other-beginning', chain(history, { from: { prev: '1'.repeat(64), seq: 0 } }), 2);
bad('prev', 'confidential-changed', edited(6, commitment('filed'), commitment('statement')), 8);
bad('prev', 'confidential-put-in', [...good.slice(0, 7), canonical({ ...confidential('statement'), prev: rootAt(4), seq: 6 }), ...good.slice(7)], 8);

bad('place', 'checkpoint-later', [...good.slice(0, 5), good[6], good[5], ...good.slice(7)], 7);
bad('place', 'checkpoint-doubled', [...good.slice(0, 6), good[5], ...good.slice(6)], 7);
bad('place', 'checkpoint-first', [good[0], signed(real, 'checkpoint', { at: at(1), checkpoint: 0, hash: '0'.repeat(64) }), ...good.slice(1)], 2);
bad('place', 'end-elsewhere', chain(history, { to: { end: 9 } }), 14);
bad('hash', 'changed-before-checkpoint', edited(4, 'America/New_York', 'America/New_Yark'), 6);
bad('hash', 'checkpoint-of-another-record', [...good.slice(0, 5), chain(history, { change: (entry, seq) => (seq === 1 ? { ...entry, actor: 'Another' } : entry) })[5], ...good.slice(6)], 6);
bad('hash', 'changed-before-end', edited(12, 'final', 'Final'), 14);
bad('count', 'checkpoint-dropped', without(5), 13);
bad('signature', 'checkpoint', edited(5, at(31), at(32)), 6);
bad('signature', 'end', replaced(13, good[13].replace(at(40), at(41))), 14);
bad('signature', 'of-another-key', chain(history, { key: stranger, head: publicOf(real) }), 6);
bad('signature', 'changed', replaced(5, good[5].replace(/"signature":"(.)/, (_, first) => `"signature":"${first === 'A' ? 'B' : 'A'}`)), 6);
bad('signature', 'of-a-checkpoint-for-the-end', [...good.slice(0, 13), canonical({ at: at(40), checkpoints: 2, end: 10, hash: rootAt(10), signature: JSON.parse(signed(real, 'checkpoint', { at: at(40), checkpoints: 2, end: 10, hash: rootAt(10) })).signature })], 14);
bad('end', 'missing', without(13), 14);
bad('end', 'only-the-head', [good[0]], 2);
bad('end', 'nothing', '', 1);
bad('after-end', 'another-entry', [...good, canonical({ ...history[0], prev: rootAt(10), seq: 11 })], 15);
bad('after-end', 'end-again', [...good, good[13]], 15);
bad('after-end', 'blank-line', `${text(good)}\n`, 15);
bad('after-end', 'bytes', `${text(good)}x`, 15);

// Rolled back to the circulation and signed anew with the real key: only a letter tells.
const rolledBack = chain(history.slice(0, 5));
add('root-rolled-back', text(rolledBack), { ok: false, fault: 'root', line: null, which: rootAt(9) }, { roots: [rootAt(4), rootAt(9)] });
const rewritten = chain(history, { change: (entry, seq) => (seq === 2 ? { ...entry, open: { names: 39 } } : entry) });
add('root-rewritten', text(rewritten), { ok: false, fault: 'root', line: null, which: rootAt(4) }, { roots: [rootAt(4)] });
for (const [fault, name] of [['unknown', 'unknown'], ['differs', 'other-facts'], ['differs', 'other-officer'], ['differs', 'other-salt'], ['differs', 'open-entry'], ['differs', 'other-content'], ['differs', 'content-of-before'], ['form', 'spaced'], ['form', 'more'], ['form', 'joined'], ['form', 'no-content'], ['form', 'content-before']]) {
  add(`receipt-${fault}-${name}`, text(good), { ok: false, fault: `receipt-${fault}`, line: null, which: `${name}.receipt.json` }, { receipts: ['filed.receipt.json', `${name}.receipt.json`] });
}
add('receipt-unknown-dropped', text(chain(history.filter((part) => part.id !== idOf('filed')))), { ok: false, fault: 'receipt-unknown', line: null, which: 'filed.receipt.json' }, { receipts: ['filed.receipt.json'] });

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(join(folder, file));
// Cases that ask differently of the same bytes share one file.
const known = new Map();
for (const one of cases) {
  const bytes = files[one.file];
  delete files[one.file];
  const name = known.get(String(bytes)) ?? one.file;
  known.set(String(bytes), name);
  if (name === one.file) writeFileSync(join(folder, name), bytes);
  one.file = name;
}
for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
writeFileSync(join(folder, 'cases.json'), `${JSON.stringify(cases, null, 1)}\n`);
