// Recall, false alarms and time of the look for organizations that may be the same (bench/README.md). Prints; asserts nothing.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import anyAscii from 'any-ascii';
import { NameIndex } from '../dist/src/platform/matching/name-index.js';

const SEED = 20_261_124;
const HELD_OUT = 1_000;
const PLANTED = 400;

/** The same numbers in each run. */
function dice(seed) {
  let state = seed;
  const next = () => { state = (state + 0x6d2b79f5) | 0; let t = Math.imul(state ^ (state >>> 15), 1 | state); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296; };
  const below = (n) => Math.floor(next() * n);
  return { below, of: (all) => all[below(all.length)], shuffled: (all) => { const copy = [...all]; for (let at = copy.length - 1; at > 0; at--) { const other = below(at + 1); [copy[at], copy[other]] = [copy[other], copy[at]]; } return copy; } };
}

const table = (pairs) => Object.fromEntries(pairs.split(' ').map((pair) => pair.split(':')));
const letters = (name, map) => Array.from(name.toLowerCase(), (letter) => map[letter] ?? letter).join('');
// Not the transliteration that the index uses: those of French, of German and of libraries; to Cyrillic, that of schools.
const CYRILLIC = [
  'а:a б:b в:v г:g д:d е:e ё:io ж:j з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:ou ф:f х:kh ц:ts ч:tch ш:ch щ:chtch ъ: ы:y ь: э:e ю:iou я:ia і:i ї:i є:ie ґ:g',
  'а:a б:b в:w г:g д:d е:e ё:jo ж:sch з:s и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:ch ц:z ч:tsch ш:sch щ:schtsch ъ: ы:y ь: э:e ю:ju я:ja і:i ї:i є:je ґ:g',
  'а:a б:b в:v г:g д:d е:e ё:ë ж:ž з:z и:i й:j к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:x ц:c ч:č ш:š щ:šč ъ: ы:y ь:ʹ э:è ю:ju я:ja і:i ї:ï є:je ґ:g',
].map(table);
const GREEK = table('α:a ά:a β:v γ:g δ:d ε:e έ:e ζ:z η:i ή:i θ:th ι:i ί:i ϊ:i κ:k λ:l μ:m ν:n ξ:x ο:o ό:o π:p ρ:r σ:s ς:s τ:t υ:y ύ:y φ:ph χ:kh ψ:ps ω:o ώ:o');
const TO_CYRILLIC = table('a:а b:б c:к d:д e:е f:ф g:г h:х i:и j:дж k:к l:л m:м n:н o:о p:п q:к r:р s:с t:т u:у v:в w:в x:кс y:и z:з');
const sounds = (name) => name.toLowerCase().replace(/c(?=[eiy])/g, 's').replace(/ch/g, 'ч').replace(/sh/g, 'ш').replace(/th/g, 'т').replace(/ph/g, 'ф').replace(/ck/g, 'к').replace(/tion/g, 'шн');
const pinyin = (name, roll) => { const syllables = Array.from(name, (sign) => anyAscii(sign).toLowerCase().trim()).filter(Boolean); const words = []; while (syllables.length) words.push(syllables.splice(0, 1 + roll.below(3)).join('')); return words.join(' '); };

/** How the same organization comes again; null where a name cannot come so. */
const variants = {
  spelling({ name }, roll) {
    const signs = Array.from(name);
    if (signs.length < 6) return null;
    for (let slip = 0; slip < (signs.length > 20 ? 2 : 1); slip++) {
      const at = 1 + roll.below(signs.length - 2);
      const kind = roll.below(4);
      if (kind === 0) signs.splice(at, 1);
      else if (kind === 1) signs.splice(at, 0, signs[at]);
      else if (kind === 2) [signs[at], signs[at + 1]] = [signs[at + 1], signs[at]];
      else signs[at] = roll.of(signs.filter((sign) => sign.trim()));
    }
    const spelt = signs.join('');
    return spelt === name ? null : spelt;
  },
  order({ name }, roll) {
    const words = name.split(/\s+/);
    if (words.length < 3) return null;
    const mixed = roll.shuffled(words).join(' ');
    return mixed === name ? null : mixed;
  },
  script({ name, script }, roll) {
    if (script === 'Cyrillic') return letters(name, roll.of(CYRILLIC));
    if (script === 'Greek') return letters(name.normalize('NFC'), GREEK);
    if (script === 'Han') return pinyin(name, roll);
    return script === 'Latin' && /^[\p{ASCII}]+$/u.test(name) ? letters(sounds(name), TO_CYRILLIC) : null;
  },
  acronym({ name, script }) {
    const own = /\(([A-Z]{3,8})\)/.exec(name)?.[1];
    if (own) return own;
    const words = script === 'Latin' ? (name.replace(/\(.*?\)/g, ' ').match(/\p{L}+/gu) ?? []).filter((word) => !/^(of|the|and|for|in|de|la|du|des|et|y|e)$/i.test(word)) : [];
    return words.length >= 3 && words.length <= 8 ? words.map((word) => word[0].toUpperCase()).join('') : null;
  },
  translated: ({ alt_name: other }) => other || null,
};

const csv = (path) => parse(readFileSync(new URL(`../${path}`, import.meta.url)), { columns: true, bom: true });
const named = ({ name, country_iso2: place, website }, more = {}) => ({ names: [name], place: place || null, website: website || null, ...more });
const per = (part, all, unit) => ((part / all) * unit).toFixed(unit === 1 ? 3 : 1);

export function matching() {
  const roll = dice(SEED);
  const organizations = roll.shuffled(csv('test/data/organizations.csv'));
  const register = csv('data/registers/ecosoc-granted.csv');
  const [heldOut, known] = [organizations.slice(0, HELD_OUT), organizations.slice(HELD_OUT)];
  const index = new NameIndex();
  for (const one of known) index.put(one.id, named(one), one);
  register.forEach(({ name }, at) => index.put(`register:${at}`, { names: [name] }, { id: `register:${at}`, name }));

  console.log(`names to be found among: ${index.size}`);
  const sum = { website: [0, 0], alone: [0, 0], wrong: 0, asked: 0 };
  const missed = [];
  for (const [kind, vary] of Object.entries(variants)) {
    const counted = { website: 0, alone: 0, all: 0, wrong: 0 };
    for (const one of roll.shuffled(known)) {
      if (counted.all === PLANTED) break;
      const name = vary(one, roll);
      if (!name) continue;
      counted.all++;
      for (const how of ['website', 'alone']) {
        const found = index.find(how === 'website' ? named({ ...one, name }) : { names: [name], place: one.country_iso2 || null });
        const hit = found.some(({ item }) => item.id === one.id);
        if (hit) counted[how]++;
        else if (how === 'alone') missed.push([kind, one.name, name, found.length]);
        if (how === 'website') counted.wrong += found.filter(({ item, evidence }) => item.id !== one.id && !evidence.includes('sameName')).length;
      }
    }
    console.log(`${kind.padEnd(12)} ${String(counted.all).padStart(4)} planted: recall ${per(counted.website, counted.all, 1)} with the website where there is one, ${per(counted.alone, counted.all, 1)} by name and country alone`);
    for (const how of ['website', 'alone']) { sum[how][0] += counted[how]; sum[how][1] += counted.all; }
    sum.wrong += counted.wrong;
    sum.asked += counted.all;
  }
  console.log(`${'all'.padEnd(12)} ${String(sum.asked).padStart(4)} planted: recall ${per(...sum.website, 1)}, ${per(...sum.alone, 1)} by name and country alone; beside them ${per(sum.wrong, sum.asked, 1_000)} wrong cards per 1,000`);

  let [same, wrong, wrongAlone] = [0, 0, 0];
  const alarms = [];
  for (const one of heldOut) {
    for (const card of index.find(named(one))) {
      if (card.evidence.includes('sameName')) same++;
      else { wrong++; alarms.push([one.name, card.name, card.evidence.join(), card.score.toFixed(2)]); }
    }
    wrongAlone += index.find({ names: [one.name], place: one.country_iso2 || null }).filter(({ evidence }) => !evidence.includes('sameName')).length;
  }
  console.log(`organizations that are not there: ${per(wrong, HELD_OUT, 1_000)} false alarms per 1,000 (${per(wrongAlone, HELD_OUT, 1_000)} by name and country alone); besides, ${same} stand there under the very same name`);
  if (process.env.MATCHING_SHOW) { for (const row of alarms) console.log('  alarm', ...row.map((text) => `| ${text}`)); for (const row of missed.slice(0, Number(process.env.MATCHING_SHOW))) console.log('  missed', ...row.map((text) => `| ${text}`)); }

  // 50,000 names with the words of real ones: each takes its words from two.
  const large = new NameIndex();
  for (const one of known) large.put(one.id, named(one), one);
  register.forEach(({ name }, at) => large.put(`register:${at}`, { names: [name] }, { id: `register:${at}` }));
  while (large.size < 50_000) {
    const [one, other] = [roll.of(organizations), roll.of(organizations)];
    const [head, tail] = [one.name.split(' '), other.name.split(' ')];
    const id = `made:${large.size}`;
    large.put(id, { names: [[...head.slice(0, Math.ceil(head.length / 2)), ...tail.slice(Math.floor(tail.length / 2))].join(' ')], place: one.country_iso2 || null }, { id });
  }
  const asked = roll.shuffled(organizations).slice(0, 2_000);
  for (const one of asked.slice(0, 200)) large.find(named(one));
  const times = asked.map((one) => { const from = process.hrtime.bigint(); large.find(named(one)); return Number(process.hrtime.bigint() - from) / 1e6; }).sort((a, b) => a - b);
  console.log(`a query over ${large.size} names: ${(times.reduce((all, time) => all + time, 0) / times.length).toFixed(2)} ms in the mean, median ${times[1_000].toFixed(2)}, p99 ${times[1_980].toFixed(2)}, longest ${times.at(-1).toFixed(2)}`);
}
if (process.argv[1]?.endsWith('matching.mjs')) matching();
