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
  const fits: boolean = validate(document);
  if (!fits) {
    return (validate.errors ?? []).map(({ instancePath, message, params, keyword }) => ({
      path: keyword === 'required' ? `${instancePath}/${String(params['missingProperty'])}` : keyword === 'additionalProperties' ? `${instancePath}/${String(params['additionalProperty'])}` : instancePath,
      message: keyword === 'enum' ? `${message}: ${(params['allowedValues'] as string[]).join(', ')}` : keyword === 'const' ? `is fixed: "${params['allowedValue']}"` : (message ?? keyword),
    }));
  }
  return crossFaults(document as unknown as Modality);
}

/** What a schema cannot say. */
function crossFaults(modality: Modality): ModalityFault[] {
  const faults: ModalityFault[] = [];
  const fault = (path: string, message: string): void => void faults.push({ path, message });
  if (!isZone(modality.silence.zone)) fault('/silence/zone', 'is not an IANA time zone');
  if (modality.objection.effect === 'contested' && !modality.decision) fault('/decision', 'must name the body that decides, because an objection makes a name contested');
  if (modality.objection.effect === 'drops' && modality.decision) fault('/decision', 'must be null, because an objection drops the name');
  const { linkCode, reasons } = modality as { linkCode: { asked: boolean; tries: number | null }; reasons: { rule: string; maxLength: number | null } };
  if (linkCode.asked !== (linkCode.tries !== null)) fault('/linkCode/tries', linkCode.asked ? 'must be given, because a code is asked for' : 'must be null, because no code is asked for');
  if ((reasons.rule === 'none') !== (reasons.maxLength === null)) fault('/reasons/maxLength', reasons.rule === 'none' ? 'must be null, because no basis is stated' : 'must be given, because a basis may be stated');
  const listed = modality.categories.map(({ id }) => id);
  const categories = [...listed, ...modality.hearingCategories.map(({ id }) => id)];
  for (const [part, items] of [['lists', modality.lists.map(({ key }) => key)], ['categories', listed], ['tracks', modality.tracks.map(({ key }) => key)], ['meetings', modality.meetings.map(({ id }) => id)]] as const) {
    items.forEach((item, at) => { if (items.indexOf(item) !== at) fault(`/${part}/${at}`, `repeats "${item}"`); });
  }
  // A hearing's category must differ from those of the lists as well.
  modality.hearingCategories.forEach(({ id }, at) => { if (categories.indexOf(id) !== listed.length + at) fault(`/hearingCategories/${at}`, `repeats "${id}"`); });
  modality.lists.forEach(({ key, due, carriesFrom }, at) => {
    if (carriesFrom !== undefined && (carriesFrom === key || !modality.lists.some((list) => list.key === carriesFrom))) fault(`/lists/${at}/carriesFrom`, 'names no other list');
    if (addendumNumber(key)) fault(`/lists/${at}/key`, 'ends as the key of an addendum does');
    if (due && Number.isNaN(Date.parse(due))) fault(`/lists/${at}/due`, 'is not a month or a date of the calendar');
  });
  modality.tracks.forEach(({ way, categories: offered, opens }, at) => {
    const scope = way.kind === 'list' && modality.lists.find(({ key }) => key === way.list)?.scope;
    for (const part of ['preparatoryProcess', 'conference'] as const) {
      if (scope && opens.includes(part) !== (scope === 'both' || scope === part)) fault(`/tracks/${at}/opens`, `differs from the scope of the list in "${part}"`);
    }
    if (way.kind === 'list' && !modality.lists.some(({ key }) => key === way.list)) fault(`/tracks/${at}/way/list`, `names no list: "${way.list}"`);
    if (way.kind === 'list' && offered.length === 0) fault(`/tracks/${at}/categories`, 'must name the categories of the list');
    offered.forEach((id, place) => { if (!categories.includes(id)) fault(`/tracks/${at}/categories/${place}`, `names no category: "${id}"`); });
  });
  modality.meetings.forEach(({ zone, from, to }, at) => {
    if (!isZone(zone)) fault(`/meetings/${at}/zone`, 'is not an IANA time zone');
    for (const [part, day] of [['from', from], ['to', to]] as const) if (Number.isNaN(Date.parse(day))) fault(`/meetings/${at}/${part}`, 'is not a month or a date of the calendar');
    if (to < from) fault(`/meetings/${at}/to`, 'is before "from"');
  });
  const exists = modality.disclosure.objectionExists.requestingState;
  for (const fact of ['objector', 'basis'] as const) {
    const told = modality.disclosure[fact].requestingState;
    if (told !== 'no' && exists !== 'onRequest' && exists !== told) fault(`/disclosure/${fact}/requestingState`, 'tells that there is an objection, which this audience may not know yet or ever');
  }
  for (const fact of ['proposedNames', 'finalNames'] as const) {
    if (modality.disclosure[fact].organization !== modality.disclosure[fact].public) fault(`/disclosure/${fact}/organization`, 'must be as for the public: an organization sees what the public sees');
  }
  if (modality.objectorTold.ofRequester && !modality.objectorTold.ofDisclosure) fault('/objectorTold/ofRequester', 'cannot be told where the disclosure itself is not');
  const { proposedNames, finalNames } = modality.disclosure;
  if (modality.report.objections === 'finalization' && [proposedNames.public, finalNames.public].includes('no')) fault('/report/objections', 'cannot be published where the proposed or the final list is not');
  for (const [pointer, { paragraph, interpretation }] of Object.entries(modality.sources)) {
    const path = `/sources/${pointer.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!resolves(modality, pointer)) fault(path, `names no field: ${pointer}`);
    if (!paragraph && !interpretation) fault(path, 'gives neither a paragraph nor an interpretation');
  }
  for (const field of ['electorate', 'categories', 'lists', 'tracks', 'meetings', 'silence', 'objection', 'reasons', 'withdrawal', 'disclosure', 'objectorTold', 'decision', 'assembly', 'retention', 'report', 'validity', 'linkCode']) {
    if (!(`/${field}` in modality.sources)) fault(`/sources`, `gives no source for /${field}`);
  }
  return faults;
}

function resolves(document: unknown, pointer: string): boolean {
  let at: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return pointer.startsWith('/');
}
