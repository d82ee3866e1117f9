import { Letters, type LetterFacts } from '../../src/notices/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Catalogs, languages } from '../../src/platform/i18n.js';
import { Reader } from '../../src/platform/reader.js';
import type { Modality } from '../../workflows/modality.js';
import { basisToWhoeverAsks, objectorToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

describe('a letter to a Mission says what its modality has decided', () => {
  const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z', ticks: false }));

  async function circulation(modality: Modality): Promise<OutboxMessage> {
    const { listId } = await circulatedRound(service, { names: 1, modality });
    return service.get(Reader).manager.findOneByOrFail(OutboxMessage, { listId, notice: 'circulation', iso2: 'GB' });
  }
  /** Which of two sentences stands in the letter, in each language. */
  const says = (row: OutboxMessage, one: string, other: string): string[] => languages.map((language) => {
    const t = service.get(Catalogs).in(language);
    const { text } = service.get(Letters).ofRow({ ...row, language });
    return [one, other].filter((key) => text.includes(t(`notices:${key}`))).join();
  });

  it('of who learns of a basis: any State that asks, or what the page says where the State that objected is named too', async () => {
    const sentences = ['circulation.basisVoluntary', 'circulation.basisOther'] as const;
    expect(new Set(says(await circulation(basisToWhoeverAsks()), ...sentences))).toEqual(new Set(['circulation.basisVoluntary']));
    expect(new Set(says(await circulation(objectorToWhoeverAsks()), ...sentences))).toEqual(new Set(['circulation.basisOther']));
  });

  it('of a clause: that it is a translation, or the text of the resolution, which no English text prevails over', async () => {
    const row = await circulation(basisToWhoeverAsks());
    const quoting = (courtesy: boolean, more: object = {}): OutboxMessage => Object.assign(new OutboxMessage(), row, more, { data: { ...row.data, clause: { text: 'Invented', courtesy } } });
    const sentences = ['courtesy', 'courtesyAroundClause'] as const;
    const others = (key: string): string[] => languages.map((language) => (language === 'en' ? '' : key));
    expect(says(quoting(false), ...sentences)).toEqual(others('courtesyAroundClause'));
    expect(says(quoting(true), ...sentences)).toEqual(others('courtesy'));
    expect(says(quoting(false, { notice: 'reminder' }), ...sentences)).toEqual(others('courtesy'));
  });

  it('of the Assembly: the final list will go there, goes there once it has a symbol, and is not said to where it does not', async () => {
    const row = await circulation(basisToWhoeverAsks());
    const final = (more: Partial<LetterFacts>): OutboxMessage => Object.assign(new OutboxMessage(), row, { notice: 'final', data: { ...row.data, ...more } });
    const sentences = ['final.willGo', 'final.goes'] as const;
    expect(new Set(says(final({ toAssembly: true }), ...sentences))).toEqual(new Set(['final.willGo']));
    expect(new Set(says(final({ toAssembly: true, finalSymbol: 'A/81/000' }), ...sentences))).toEqual(new Set(['final.goes']));
    expect(new Set(says(final({ toAssembly: false }), ...sentences))).toEqual(new Set(['']));
  });
});
