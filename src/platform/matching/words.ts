import anyAscii from 'any-ascii';
import { distance } from 'fastest-levenshtein';
import { LOOKS_LIKE } from '../names.js';

/** Words that say nothing of which organization it is, in the languages that names come in. */
const SILENT = new Set(('of the and for in on at to by with a an de la le les du des et pour en dans au aux d l del los las el y e da do dos das per di della dei der die das und fur im van het een '
  + 'i v na po dlya o pri ta w z al il inc ltd llc gmbh ev sa ag co corp limited incorporated').split(' '));

/** Words of the same kind in several languages are read as one, so that a translated name keeps the words which it shares. */
const KINDS: Record<string, string> = {
  university: 'universite universitat universitet universidad universidade universita univerzitet universiteit uniwersytet universitesi jm`h jamiat daneshgah danshgah universytet',
  institute: 'institut instituto istituto instytut instituut',
  association: 'associacion asociacion associacao associazione assotsiatsiya assoziazija asocijacija assoziation verein vereniging asociatia udruzenje jm`yh jamiyat jamia assoc',
  foundation: 'fondation fundacion fundacao fondazione stiftung fond stichting fundacja fundatia mwssh vakfi fonds',
  organization: 'organisation organizacion organizacao organizzazione organizatsiya organizacja mnzmh organizacija',
  society: 'societe sociedad sociedade societa gesellschaft obshchestvo',
  centre: 'center centro zentrum tsentr centrum centar merkezi mrkz',
  national: 'nacional nationale nationales nationaler natsionalnyi natsionalnyy natsionalnaya nazionale wtny alwtnyh',
  international: 'internacional internationale mezhdunarodnyi mezhdunarodnaya internazionale',
  college: 'colegio collegio kollej klyh',
  hospital: 'hopital spital krankenhaus ospedale mstshfa',
  council: 'conseil consejo conselho consiglio rat sovet',
  committee: 'comite comitato komitet',
  research: 'recherche recherches investigacion pesquisa ricerca forschung',
  rights: 'droits derechos direitos diritti prava',
  women: 'femmes mujeres mulheres donne frauen woman',
  development: 'developpement desarrollo desenvolvimento sviluppo entwicklung razvitiya',
};
const KIND = new Map(Object.entries(KINDS).flatMap(([kind, words]) => [kind, ...words.split(' ')].map((word) => [word, kind] as const)));
const KIND_WORDS = [...KIND.keys()].filter((word) => word.length >= 6);

/** The kind that a word names, a slip of the pen in a long one apart. */
function kindOf(word: string): string | null {
  const known = KIND.get(word);
  if (known !== undefined || word.length < 6) return known ?? null;
  const like = KIND_WORDS.find((kind) => kind[0] === word[0] && Math.abs(kind.length - word.length) <= 2 && distance(kind, word) <= (Math.min(kind.length, word.length) >= 10 ? 2 : 1));
  return like === undefined ? null : KIND.get(like)!;
}

// Scripts that write words without spaces between them.
const UNSPACED = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々ー]+)/u;
const ARTICLE = /^(?:وال|بال|لل|ال)(?=\p{L}{3})/u;

/** One word as it is matched: Latin letters and digits, without case and accents. */
function plainWord(word: string): string {
  const mixed = /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word);
  const latin = mixed ? Array.from(word, (c) => LOOKS_LIKE[c] ?? c).join('') : word.replace(ARTICLE, '');
  const plain = anyAscii(latin).toLowerCase().replace(/[^a-z0-9`]/g, '');
  return kindOf(plain) ?? plain.replace(/`/g, '');
}

/** The syllables of a run without spaces, two and two: a word of such a script is seldom longer or shorter. */
function pairsOf(run: string): Words {
  const syllables = Array.from(run, (c) => anyAscii(c).toLowerCase().replace(/[^a-z0-9]/g, '')).filter(Boolean);
  return { words: syllables.length < 2 ? syllables : syllables.slice(1).map((syllable, at) => syllables[at]! + syllable), whole: syllables.join('') };
}

// An acronym in brackets is compared as an acronym.
const BRACKETED = /\(\s*[\p{Lu}\p{N}][\p{Lu}\p{N}.&/-]{1,14}\s*\)/gu;

/** A name as it is compared: the words that tell it apart, all words where none does; and its letters in a row. */
export interface Words {
  words: string[];
  whole: string;
}

export function wordsOf(given: string): Words {
  const bare = given.replace(BRACKETED, ' ');
  const name = /[\p{L}\p{N}]{2}/u.test(bare) ? bare : given;
  // Signs above Latin, Greek, Cyrillic, Arabic and Hebrew letters go; in the scripts of India they are vowels and stay.
  const folded = name.normalize('NFKD').replace(/\p{Cf}|[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}](?<=\p{M})/gu, '')
    .normalize('NFC').toLocaleLowerCase('und').replace(/ß/g, 'ss').replace(/['’ʼ`´]/gu, '');
  const parts = (folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).flatMap((word) => word.split(UNSPACED).filter(Boolean).map((part) => (UNSPACED.test(part) ? pairsOf(part) : { words: [plainWord(part)], whole: plainWord(part) })));
  const telling = parts.filter(({ words: [first = ''], whole }) => (whole.length > 1 || /\d/.test(whole)) && !SILENT.has(first));
  const used = telling.length ? telling : parts;
  return { words: used.flatMap(({ words }) => words).filter(Boolean), whole: used.map(({ whole }) => whole).join('') };
}

/**
 * What is left of a word when the ways of writing a sound in Latin letters are read as one and vowels are left out: two
 * transliterations of one word, and most slips of the pen in a vowel, leave the same. Empty where too little is left to tell.
 */
export function skeletonOf(word: string): string {
  if (/\d/.test(word)) return '';
  const consonants = word.replace(/^[aeiouy]+/, 'a').replace(/sch|tch|sh|ch|zh|cz|j/g, 'C').replace(/ph/g, 'f').replace(/kh|gh|ck|[qk]|c(?![eiy])/g, 'k').replace(/[bdgt]h/g, (pair) => pair[0]!)
    .replace(/x/g, 'ks').replace(/t?z|ts|c/g, 's').replace(/[wv]/g, 'v').replace(/(?!^)[aeiouyh]/g, '').replace(/(.)\1+/g, '$1');
  return consonants.length >= 3 ? consonants : '';
}

/** Acronyms that stand in a name: in brackets, or a name that is one. */
export function acronymsIn(name: string): string[] {
  const bracketed = [...name.matchAll(/\(([^()]{2,15})\)/gu)].map(([, inside]) => inside!);
  return [...bracketed, name].map((text) => text.trim()).filter((text) => /^[\p{Lu}\p{N}][\p{Lu}\p{N}.&\- ]{1,11}$/u.test(text) && !/\s.*\s/.test(text)).map(acronymOf).filter(Boolean);
}

export const acronymOf = (text: string): string => anyAscii(text).toUpperCase().replace(/[^A-Z0-9]/g, '');

/** The first letters of a name's words, without the silent ones, without the short ones of them, and with all. */
export function initialsOf(name: string): string[] {
  const words = anyAscii(name.replace(/\([^)]*\)/g, ' ')).toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const of = (some: string[]): string => some.map((word) => word[0]).join('').toUpperCase();
  return [...new Set([of(words.filter((word) => !SILENT.has(word))), of(words.filter((word) => word.length > 2 || !SILENT.has(word))), of(words)])].filter((letters) => letters.length >= 3 && letters.length <= 10);
}

// Hosts that many organizations share, and where everybody may have a mailbox.
const SHARED = /(^|\.)(facebook|fb|twitter|x|instagram|linkedin|youtube|t|wordpress|blogspot|wixsite|weebly|webs|jimdo|tumblr|medium|wikipedia|wikidata|google|github|gitlab|linktr|bit|vk|weibo|naver|daum|over-blog|strikingly|squarespace|gofundme|sourceforge)\.[a-z.]{2,6}$/;
const MAILBOXES = /(^|\.)(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|aol|icloud|me|mac|gmx|web|mail|inbox|list|bk|yandex|ya|rambler|qq|163|126|sina|foxmail|naver|daum|hanmail|protonmail|proton|zoho|orange|wanadoo|laposte|free|libero|tiscali|rediffmail|ukr|seznam|terra|uol|bol)\.[a-z.]{2,6}$/;

/** The host of a web address, without `www.`; of a host that many share, with the path. null where there is none. */
export function siteOf(address: string | null | undefined): string | null {
  if (!address?.trim()) return null;
  const found = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/@]*@)?([^/:?#\s]+\.[^/:?#\s]+)(?::\d+)?([^?#\s]*)/i.exec(address.trim());
  if (!found) return null;
  const host = found[1]!.toLowerCase().replace(/^(www\d?|m|en|english)\./, '').replace(/\.$/, '');
  const path = found[2]!.toLowerCase().replace(/\/+$/, '');
  return SHARED.test(host) ? (path.length > 1 ? host + path : null) : host;
}

/** The host behind an address, where it is the organization's own. */
export function mailSiteOf(address: string | null | undefined): string | null {
  const host = address?.trim().split('@')[1]?.toLowerCase() ?? '';
  return host.includes('.') && !MAILBOXES.test(host) ? siteOf(host) : null;
}

/** A number in a register of its country; too short a one tells nothing. */
export function registrationOf(text: string | null | undefined): string | null {
  const plain = acronymOf(text ?? '');
  return plain.length >= 5 && /\d{3}/.test(plain) ? plain : null;
}
