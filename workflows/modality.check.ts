import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { addendumNumber } from './addenda.js';
import { isZone } from './deadline.js';
import type { Modality } from './modality.js';
import schema from './modality.schema.json' with { type: 'json' };

export interface ModalityFault {
  /** JSON pointer of the field. */
  path: string;
  message: string;
}

let compiled: ValidateFunction<unknown> | undefined;

/** Every fault of a modality document, with its path; empty when it can be used. */
export function checkModality(document: unknown): ModalityFault[] {
  // Compiled when the first document comes: most processes never check one.
  const validate = (compiled ??= new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile<unknown>(schema));
  const faults: ModalityFault[] = validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message, params, keyword }) => ({
    path: keyword === 'required' ? `${instancePath}/${String(params['missingProperty'])}` : keyword === 'additionalProperties' ? `${instancePath}/${String(params['additionalProperty'])}` : instancePath,
    message: keyword === 'enum' ? `${message}: ${(params['allowedValues'] as string[]).join(', ')}` : keyword === 'const' ? `is fixed: "${params['allowedValue']}"` : (message ?? keyword),
  }));
  // A part that has not the shape of one is compared with no other; all that can be said is said at once.
  const misshapen = new Set(faults.map(({ path }) => path.split('/')[1] ?? ''));
  if (misshapen.has('')) return faults;
  for (const [parts, check] of CROSS) {
    if (!parts.some((part) => misshapen.has(part))) check(document as Modality, (path, message) => void faults.push({ path, message }), (part) => !misshapen.has(part));
  }
  return faults;
}

type Check = (modality: Modality, fault: (path: string, message: string) => void, fits: (part: string) => boolean) => void;

const isDay = (text: string): boolean => !Number.isNaN(Date.parse(text));
const NO_DAY = 'is not a month or a date of the calendar';

/** What a schema cannot say, with the parts that each look reads. */
const CROSS: [parts: (keyof Modality)[], check: Check][] = [
  [['silence'], ({ silence }, fault) => {
    if (!isZone(silence.zone)) fault('/silence/zone', 'is not an IANA time zone');
  }],
  [['objection', 'decision'], ({ objection, decision }, fault) => {
    if (objection.effect === 'contested' && !decision) fault('/decision', 'must name the body that decides, because an objection makes a name contested');
    if (objection.effect === 'drops' && decision) fault('/decision', 'must be null, because an objection drops the name');
  }],
  [['linkCode'], (modality, fault) => {
    const { asked, tries } = modality.linkCode as { asked: boolean; tries: number | null };
    if (asked !== (tries !== null)) fault('/linkCode/tries', asked ? 'must be given, because a code is asked for' : 'must be null, because no code is asked for');
  }],
  [['reasons'], (modality, fault) => {
    const { rule, maxLength } = modality.reasons as { rule: string; maxLength: number | null };
    if ((rule === 'none') !== (maxLength === null)) fault('/reasons/maxLength', rule === 'none' ? 'must be null, because no basis is stated' : 'must be given, because a basis may be stated');
  }],
  [['lists'], ({ lists }, fault) => noneTwice('lists', lists.map(({ key }) => key), fault)],
  [['tracks'], ({ tracks }, fault) => noneTwice('tracks', tracks.map(({ key }) => key), fault)],
  [['meetings'], ({ meetings }, fault) => noneTwice('meetings', meetings.map(({ id }) => id), fault)],
  [['categories'], ({ categories }, fault) => noneTwice('categories', categories.map(({ id }) => id), fault)],
  [['categories', 'hearingCategories'], ({ categories, hearingCategories }, fault) => {
    // A hearing's category must differ from those of the lists as well.
    const all = [...categories, ...hearingCategories].map(({ id }) => id);
    hearingCategories.forEach(({ id }, at) => { if (all.indexOf(id) !== categories.length + at) fault(`/hearingCategories/${at}`, `repeats "${id}"`); });
  }],
  [['lists'], ({ lists }, fault) => lists.forEach(({ key, due, carriesFrom }, at) => {
    if (carriesFrom !== undefined && (carriesFrom === key || !lists.some((list) => list.key === carriesFrom))) fault(`/lists/${at}/carriesFrom`, 'names no other list');
    if (addendumNumber(key)) fault(`/lists/${at}/key`, 'ends as the key of an addendum does');
    if (due && !isDay(due)) fault(`/lists/${at}/due`, NO_DAY);
  })],
  [['tracks', 'lists', 'categories', 'hearingCategories'], ({ tracks, lists, ...modality }, fault) => {
    const categories = [...modality.categories, ...modality.hearingCategories].map(({ id }) => id);
    tracks.forEach(({ way, categories: offered, opens }, at) => {
      const scope = way.kind === 'list' && lists.find(({ key }) => key === way.list)?.scope;
      for (const part of ['preparatoryProcess', 'conference'] as const) {
        if (scope && opens.includes(part) !== (scope === 'both' || scope === part)) fault(`/tracks/${at}/opens`, `differs from the scope of the list in "${part}"`);
      }
      if (way.kind === 'list' && !lists.some(({ key }) => key === way.list)) fault(`/tracks/${at}/way/list`, `names no list: "${way.list}"`);
      if (way.kind === 'list' && offered.length === 0) fault(`/tracks/${at}/categories`, 'must name the categories of the list');
      offered.forEach((id, place) => { if (!categories.includes(id)) fault(`/tracks/${at}/categories/${place}`, `names no category: "${id}"`); });
    });
  }],
  [['meetings'], ({ meetings }, fault) => meetings.forEach(({ zone, from, to }, at) => {
    if (!isZone(zone)) fault(`/meetings/${at}/zone`, 'is not an IANA time zone');
    for (const [part, day] of [['from', from], ['to', to]] as const) if (!isDay(day)) fault(`/meetings/${at}/${part}`, NO_DAY);
    if (to < from) fault(`/meetings/${at}/to`, 'is before "from"');
  })],
  [['disclosure'], ({ disclosure }, fault) => {
    const exists = disclosure.objectionExists.requestingState;
    for (const fact of ['objector', 'basis'] as const) {
      const told = disclosure[fact].requestingState;
      if (told !== 'no' && exists !== 'onRequest' && exists !== told) fault(`/disclosure/${fact}/requestingState`, 'tells that there is an objection, which this audience may not know yet or ever');
    }
    for (const fact of ['proposedNames', 'finalNames'] as const) {
      if (disclosure[fact].organization !== disclosure[fact].public) fault(`/disclosure/${fact}/organization`, 'must be as for the public: an organization sees what the public sees');
    }
  }],
  [['objectorTold'], ({ objectorTold }, fault) => {
    if (objectorTold.ofRequester && !objectorTold.ofDisclosure) fault('/objectorTold/ofRequester', 'cannot be told where the disclosure itself is not');
  }],
  [['disclosure', 'report'], ({ disclosure: { proposedNames, finalNames }, report }, fault) => {
    if (report.objections === 'finalization' && [proposedNames.public, finalNames.public].includes('no')) fault('/report/objections', 'cannot be published where the proposed or the final list is not');
  }],
  [['sources'], (modality, fault, fits) => {
    for (const [pointer, { paragraph, interpretation }] of Object.entries(modality.sources)) {
      const path = `/sources/${pointer.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (fits(pointer.split('/')[1] ?? '') && !resolves(modality, pointer)) fault(path, `names no field: ${pointer}`);
      if (!paragraph && !interpretation) fault(path, 'gives neither a paragraph nor an interpretation');
    }
    for (const field of SOURCED) if (!(`/${field}` in modality.sources)) fault('/sources', `gives no source for /${field}`);
  }],
];

const SOURCED: (keyof Modality)[] = ['electorate', 'categories', 'lists', 'tracks', 'meetings', 'silence', 'objection', 'reasons', 'withdrawal', 'disclosure', 'objectorTold', 'decision', 'assembly', 'retention', 'report', 'validity', 'linkCode'];

function noneTwice(part: string, items: string[], fault: (path: string, message: string) => void): void {
  items.forEach((item, at) => { if (items.indexOf(item) !== at) fault(`/${part}/${at}`, `repeats "${item}"`); });
}

function resolves(document: unknown, pointer: string): boolean {
  let at: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return pointer.startsWith('/');
}
