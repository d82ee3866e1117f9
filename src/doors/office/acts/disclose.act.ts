import { Injectable } from '@nestjs/common';
import { learnsByAsking } from '../../../../workflows/disclosure.js';
import { memberState, stateName } from '../../../directory/index.js';
import { DisclosuresQuery, type Said } from '../../../disclosures/index.js';
import { NameBook } from '../../../lists/index.js';
import { ObjectionsQuery } from '../../../objections/index.js';
import { folded } from '../../../platform/folded.js';
import { one, type Field } from '../forms.js';
import { paths } from '../paths.js';
import { Act, type Effect, type Preview, type Scene } from './act.js';

/** What the Office received on objections, to a State that asked: exactly what two officers both saw. */
@Injectable()
export class DiscloseAct extends Act {
  readonly id = 'disclose';
  readonly may = 'disclose' as const;

  constructor(private readonly disclosures: DisclosuresQuery, private readonly objections: ObjectionsQuery, private readonly book: NameBook) {
    super();
  }

  /** Both are hidden. `facts` is the mark of the answer that the page shows, which is worked out each time. */
  override async fields({ list, sent, actor }: Scene): Promise<Field[]> {
    const request = one(sent, 'request');
    const facts = (await this.disclosures.preview(list.id, request, actor)).answer.tag;
    return [{ kind: 'hidden', name: 'request', label: '', value: request }, { kind: 'hidden', name: 'facts', label: '', value: facts }];
  }

  async preview(scene: Scene): Promise<Preview> {
    const { t, list, language, sent, actor } = scene;
    const { request, answer } = await this.disclosures.preview(list.id, one(sent, 'request'), actor);
    const { byId } = await this.book.of(list);
    // The words of a State are isolated: behind words that run the other way theirs would change places.
    const lines = (said: Said[]): string[] => said.map(({ kind, text }) => (kind === 'basis' ? t('disclosure-desk:effect.basis', { basis: text === null ? t('disclosure-desk:hidden') : `\u2068${text}\u2069` }) : text!));
    const about: Effect = request.names === 'all'
      ? { label: t('disclosure-desk:effect.about'), text: t('disclosure-desk:all') }
      : { label: t('disclosure-desk:effect.about'), lines: request.names.map((id) => byId.get(id)?.name ?? id) };
    return {
      effects: [
        { label: t('disclosure-desk:effect.to'), text: stateName(request.iso2, language) },
        { label: t('disclosure-desk:effect.request'), text: request.reference },
        { label: t('disclosure-desk:effect.received'), instant: request.source.kind === 'link' ? request.at : request.source.receivedAt },
        about,
        ...answer.names.map(({ name, words }): Effect => ({ label: t('disclosure-desk:effect.on'), text: name, lines: lines(words[language]) })),
        ...(answer.others ? [{ label: t('disclosure-desk:effect.others'), lines: lines(answer.others[language]) }] : []),
      ],
      warnings: [...await this.#doubts(scene, answer.names.flatMap(({ of }) => of)), t('disclosure-desk:warning.final')],
    };
  }

  override command({ list, sent }: Scene): Record<string, unknown> {
    return { listId: list.id, request: one(sent, 'request'), facts: one(sent, 'facts') };
  }

  override readonly doneAt = paths.disclosures;

  /** What an officer should know before giving it: a basis that is still to come, or one that tells what the modality keeps back. */
  async #doubts({ t, list, conference, language, actor }: Scene, of: string[]): Promise<string[]> {
    const learns = learnsByAsking(conference.modality, list.state);
    const own = (await this.objections.ofList(list.id, actor)).objections.filter(({ id }) => of.includes(id));
    const { byId } = await this.book.of(list);
    const silent = own.filter(({ state }) => state === 'raised').length;
    return [
      ...(conference.modality.reasons.rule === 'onRequest' && silent ? [t('disclosure-desk:warning.basis', { count: silent })] : []),
      ...(learns.basis && !learns.objector ? own.filter(({ basis, iso2 }) => basis && namesState(basis, iso2)) : [])
        .map(({ nominationId, iso2 }) => t('disclosure-desk:warning.named', { name: byId.get(nominationId)?.name ?? '', state: stateName(iso2, language) })),
    ];
  }
}

/** Whether a text names the State, in any of the six languages. */
function namesState(text: string, iso2: string): boolean {
  const state = memberState(iso2);
  if (!state) return false;
  const said = folded(text);
  return [state.name, state.unterm, state.formal].flatMap((six) => Object.values(six)).some((name) => said.includes(folded(name)));
}
