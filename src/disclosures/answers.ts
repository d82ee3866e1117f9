import { Injectable } from '@nestjs/common';
import { disclosed, learnsByAsking, type DisclosedObjection } from '../../workflows/disclosure.js';
import { stateName, stateOrder } from '../directory/index.js';
import { Lists, NameBook, type List } from '../lists/index.js';
import { ObjectionsQuery, type OpenObjection } from '../objections/index.js';
import { Catalogs, languages, type Language, type Translate } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { Disclosure, type Answer, type AnswerOnName, type Said, type Words } from './disclosure.entity.js';
import { DisclosureBox, type OpenRequest } from './disclosure-box.js';

/** What would be given now. */
export interface Composed extends Answer {
  tag: string;
}

/**
 * Makes the answer to a request: of each name exactly what the modality discloses to a State that asks. The State's own part in
 * it, the time of an objection and what was withdrawn are never in it.
 */
@Injectable()
export class Answers {
  constructor(
    private readonly reader: Reader, private readonly lists: Lists, private readonly book: NameBook, private readonly objections: ObjectionsQuery,
    private readonly box: DisclosureBox, private readonly catalogs: Catalogs,
  ) {}

  async compose(list: List, request: Pick<OpenRequest, 'id' | 'names'>): Promise<Composed> {
    return (await this.composer(list))(request);
  }

  /** For several requests on one list: what stands and what was given is read and opened once for all. */
  async composer(list: List): Promise<(request: Pick<OpenRequest, 'id' | 'names'>) => Composed> {
    const { modality } = await this.lists.conferenceOf(list);
    const learns = learnsByAsking(modality, list.state);
    const standing = new Map<string, OpenObjection[]>();
    for (const objection of await this.objections.standing(list.id)) standing.set(objection.nominationId, [...(standing.get(objection.nominationId) ?? []), objection]);
    const before = await this.#before(list.id);
    const all = (await this.book.of(list)).names;
    return ({ id, names: asked }) => {
      const wanted = asked === 'all' ? null : new Set(asked);
      const names: AnswerOnName[] = [];
      for (const { id: nominationId, name } of all) {
        const own = standing.get(nominationId) ?? [];
        const objections = disclosed(own, learns);
        if (wanted ? !wanted.has(nominationId) : objections.length === 0) continue;
        const tag = this.box.information(list.id, nominationId, objections);
        const words = before.names.get(tag) ?? this.#inSix((language, t) => said(objections, language, t));
        names.push({ nominationId, name, tag, objections, of: objections.length ? own.map((objection) => objection.id) : [], words });
      }
      const sentence = sentenceOn(names);
      const others = wanted ? null : before.others.get(sentence) ?? this.#inSix((_, t) => [says(t(`disclosures:answer.${sentence}`))]);
      const answer = { names, others };
      return { ...answer, tag: this.box.answer(list.id, id, answer) };
    };
  }

  /** Words in which the same was told before, of a name and of those not named: a later asker reads the same, whatever became of the catalogs since. */
  async #before(listId: string): Promise<{ names: Map<string, Words>; others: Map<string, Words> }> {
    const given = (await this.reader.manager.findBy(Disclosure, { listId })).map((row) => this.box.openGiven(row));
    return {
      names: new Map(given.flatMap(({ names }) => names.map(({ tag, words }) => [tag, words] as const))),
      others: new Map(given.flatMap(({ names, others }) => (others ? [[sentenceOn(names), others] as const] : []))),
    };
  }

  #inSix(words: (language: Language, t: Translate) => Said[]): Words {
    return Object.fromEntries(languages.map((language) => [language, words(language, this.catalogs.in(language))])) as Words;
  }
}

/** What is said of the names that an answer about all does not name. */
const sentenceOn = (names: AnswerOnName[]): 'others' | 'noneAtAll' => (names.length ? 'others' : 'noneAtAll');

const says = (text: string): Said => ({ kind: 'says', text });

/** The words on one name; States in the alphabetical order of the language. */
function said(objections: DisclosedObjection[], language: Language, t: Translate): Said[] {
  if (objections.length === 0) return [says(t('disclosures:answer.none'))];
  const order = (iso2 = ''): number => stateOrder(iso2, language);
  const without = objections.filter(({ iso2, basis }) => iso2 === undefined && basis === null).length;
  return [
    says(t('disclosures:answer.objections', { count: objections.length })),
    ...[...objections].sort((a, b) => order(a.iso2) - order(b.iso2)).flatMap(({ iso2, basis }): Said[] => [
      ...(iso2 === undefined ? [] : [{ kind: 'state' as const, text: stateName(iso2, language) }]),
      ...(basis ? [{ kind: 'basis' as const, text: basis }] : []),
      ...(iso2 !== undefined && basis === null ? [says(t('disclosures:answer.noBasis'))] : []),
    ]),
    ...(without ? [says(t(without === objections.length ? 'disclosures:answer.noBasis' : 'disclosures:answer.withoutBasis', { count: without }))] : []),
  ];
}
