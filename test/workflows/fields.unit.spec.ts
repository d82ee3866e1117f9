import { readFileSync } from 'node:fs';
import schema from '../../workflows/modality.schema.json' with { type: 'json' };

interface Node {
  $ref?: string;
  const?: unknown;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Every field of the schema that can be one thing or another, by its pointer. Words are one field; what is fixed is none. */
function fieldsOf(node: Node, pointer = ''): string[] {
  if (node.const !== undefined) return [];
  if (node.$ref) return /\/(six|worded)$/.test(node.$ref) ? [pointer] : fieldsOf((schema.$defs as unknown as Record<string, Node>)[node.$ref.split('/').at(-1)!]!, pointer);
  const within = [
    ...Object.entries(node.properties ?? {}).flatMap(([name, child]) => fieldsOf(child, `${pointer}/${name}`)),
    ...(node.items?.properties ?? node.items?.$ref ? fieldsOf(node.items!, `${pointer}/*`) : []),
    ...(node.anyOf ?? node.oneOf ?? []).flatMap((child) => fieldsOf(child, pointer)),
  ];
  return within.length ? [...new Set(within)] : [pointer];
}

/** Where each field decides something or is shown: a file, and the words in it that read the field. */
const READ: Record<string, [file: string, words: string]> = {
  '/id': ['src/doors/api/office.controller.ts', 'modality: modality.id'],
  '/source/symbol': ['src/notices/notices.ts', 'modality.source.symbol'],
  '/source/title': ['src/doors/public/conference.view.ts', 'modality.source.title[language]'],
  '/source/adopted': ['src/doors/public/conference.view.ts', 'modality.source.adopted'],
  '/office': ['src/disclosures/note.ts', 'modality.office[lang]'],
  '/electorate/codes': ['src/directory/missions.ts', 'electorate.codes'],
  '/categories/*/id': ['src/lists/balance.query.ts', 'modality.categories.map(({ id }) => id)'],
  '/categories/*/label': ['src/doors/public/conference.view.ts', 'modality.categories.map(({ label })'],
  '/lists/*/key': ['src/lists/lists.ts', 'lists.find(({ key }) => key === ofKey)'],
  '/lists/*/title': ['src/doors/published.ts', 'rule.title'],
  '/lists/*/paragraph': ['src/notices/notices.ts', 'rule.paragraph'],
  '/lists/*/scope': ['src/doors/public/conference.view.ts', 'rule.scope'],
  '/lists/*/scopeNote': ['src/doors/office/list.view.ts', 'rule.scopeNote'],
  '/lists/*/due': ['src/doors/office/list.view.ts', 'rule.due'],
  '/lists/*/carriesFrom': ['src/lists/carry-over.handler.ts', '{ carriesFrom } = ruleOf'],
  '/lists/*/addenda/until': ['workflows/addenda.ts', 'addenda.until'],
  '/hearingCategories/*/id': ['src/doors/office/applications/applications.view.ts', '...modality.hearingCategories'],
  '/hearingCategories/*/label': ['src/doors/office/applications/applications.view.ts', '...modality.hearingCategories'],
  '/tracks/*/key': ['src/applications/form.ts', 'track.key === key'],
  '/tracks/*/paragraph': ['src/applications/application-letters.ts', 'track.paragraph'],
  '/tracks/*/title': ['src/doors/apply/calls.view.ts', 'track.title[language]'],
  '/tracks/*/way/list': ['src/applications/apply.handlers.ts', 'track.way.list'],
  '/tracks/*/way/register': ['src/applications/checklist.ts', 'way.register'],
  '/tracks/*/categories': ['src/applications/form.ts', 'track.categories.includes'],
  '/tracks/*/opens': ['workflows/naming.ts', 'opens.includes(scope)'],
  '/tracks/*/screening': ['src/applications/screening.handlers.ts', "track.screening === 'two'"],
  '/tracks/*/toldAt': ['src/applications/screening.handlers.ts', "track.toldAt === 'decision'"],
  '/meetings/*/id': ['src/meetings/namings.ts', 'rule.id === id'],
  '/meetings/*/kind': ['src/doors/api/meetings.controller.ts', '{ id, kind, paragraph,'],
  '/meetings/*/paragraph': ['src/doors/office/meetings/meetings.view.ts', 'rule.paragraph'],
  '/meetings/*/title': ['src/doors/office/meetings/meetings.view.ts', 'rule.title[language]'],
  '/meetings/*/place': ['src/doors/office/meetings/meetings.controller.ts', 'rule.place[language]'],
  '/meetings/*/zone': ['src/doors/office/meetings/meetings.controller.ts', 'rule.zone'],
  '/meetings/*/from': ['src/doors/office/meetings/meetings.view.ts', 'rule.from'],
  '/meetings/*/to': ['src/doors/office/meetings/meetings.view.ts', 'rule.to'],
  '/meetings/*/days': ['src/doors/office/meetings/meetings.view.ts', 'rule.days'],
  '/meetings/*/scope': ['workflows/naming.ts', '{ scope }'],
  '/meetings/*/quota': ['src/doors/office/meetings/meetings.controller.ts', 'rule.quota'],
  '/silence/length/days': ['workflows/deadline.ts', 'length.days'],
  '/silence/length/at': ['workflows/deadline.ts', 'length.at'],
  '/silence/length/hours': ['workflows/deadline.ts', 'length.hours'],
  '/silence/length/until': ['workflows/deadline.ts', 'length.until'],
  '/silence/length': ['workflows/deadline.ts', '!length'],
  '/silence/minimum/days': ['workflows/deadline.ts', 'least.days'],
  '/silence/minimum/hours': ['workflows/deadline.ts', 'least.hours'],
  '/silence/minimum': ['workflows/deadline.ts', 'minimum ? after'],
  '/silence/leastAfterService/days': ['workflows/deadline.ts', 'least.days'],
  '/silence/leastAfterService/hours': ['workflows/deadline.ts', 'least.hours'],
  '/silence/zone': ['src/doors/office/acts/deadline-fields.ts', 'modality.silence.zone'],
  '/objection/effect': ['src/doors/public/conference.view.ts', "objection.effect === 'drops'"],
  '/reasons/rule': ['src/objections/file-objections.ts', "reasons.rule !== 'voluntary'"],
  '/reasons/maxLength': ['src/objections/file-objections.ts', 'reasons.maxLength'],
  '/reasons/statement': ['src/doors/missions/who.view.ts', 'modality.reasons.statement'],
  '/withdrawal/until': ['src/objections/withdraw-objection.handler.ts', "modality.withdrawal.until === 'deadline'"],
  '/disclosure/objectionExists/requestingState': ['workflows/disclosure.ts', 'learns(objectionExists)'],
  '/disclosure/objector/requestingState': ['workflows/disclosure.ts', 'learns(objector)'],
  '/disclosure/basis/requestingState': ['workflows/disclosure.ts', 'learns(basis)'],
  '/disclosure/proposedNames/organization': ['workflows/modality.check.ts', '.organization !== disclosure[fact].public'],
  '/disclosure/proposedNames/public': ['src/doors/published.ts', 'disclosure.proposedNames.public'],
  '/disclosure/finalNames/organization': ['workflows/modality.check.ts', '.organization !== disclosure[fact].public'],
  '/disclosure/finalNames/public': ['src/doors/published.ts', 'disclosure.finalNames.public'],
  '/objectorTold/ofDisclosure': ['src/disclosures/disclosures.query.ts', 'objectorTold.ofDisclosure'],
  '/objectorTold/ofRequester': ['src/disclosures/disclosures.query.ts', 'objectorTold.ofRequester'],
  '/linkCode/asked': ['src/lists/circulate-list.handler.ts', '{ asked, tries } = conference.modality.linkCode'],
  '/linkCode/tries': ['src/lists/circulate-list.handler.ts', '{ asked, tries } = conference.modality.linkCode'],
  '/decision/body': ['src/doors/public/conference.view.ts', 'decision?.body[language]'],
  '/decision/outcomes': ['src/doors/office/acts/names.acts.ts', 'decision?.outcomes'],
  '/decision': ['src/doors/office/acts/names.acts.ts', 'modality.decision !== null'],
  '/assembly/proposed': ['src/lists/close.handlers.ts', 'modality.assembly[which]'],
  '/assembly/final': ['src/lists/close.handlers.ts', 'modality.assembly[which]'],
  '/assembly/clause': ['src/notices/notices.ts', 'modality.assembly.clause'],
  '/retention/months': ['workflows/retention.ts', 'retention: { months }'],
  '/retention/drafts/days': ['workflows/retention.ts', 'drafts: { days, reminder }'],
  '/retention/drafts/reminder': ['workflows/retention.ts', 'drafts: { days, reminder }'],
  '/retention/applications/months': ['workflows/retention.ts', 'applications: { months }'],
  '/report/threshold': ['workflows/report.ts', '{ threshold } = modality.report'],
  '/report/objections': ['src/reports/publish-figures.handler.ts', 'modality.report.objections'],
  '/validity': ['src/doors/public/status.view.ts', 'modality.validity[language]'],
  '/sources': ['src/doors/office/modality.view.ts', 'Object.entries(sources)'],
};

describe('a field of a modality', () => {
  it('is read somewhere, each of them', () => {
    expect(fieldsOf(schema as unknown as Node).sort()).toEqual(Object.keys(READ).sort());
    expect(Object.entries(READ).filter(([, [file, words]]) => !readFileSync(file, 'utf8').includes(words))).toEqual([]);
  });

  it('that nobody reads would be found', () => {
    const { properties, ...others } = schema;
    expect(fieldsOf({ ...others, properties: { ...properties, surprise: {} } } as unknown as Node)).toContain('/surprise');
  });
});
