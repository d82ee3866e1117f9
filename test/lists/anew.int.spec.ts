import { Catalogs, languages } from '../../src/platform/i18n.js';
import { ExtendSilenceHandler } from '../../src/lists/index.js';
import { Letters, type LetterFacts } from '../../src/notices/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Reader } from '../../src/platform/reader.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

eachService('the letter on a new deadline', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  it('calls an extension an extension, and a new silence period after one that closed a new one, with the clause, in every language', async () => {
    const { listId } = await circulatedRound(service, { names: 2 });
    const letters = service.get(Letters);
    const last = async (): Promise<OutboxMessage> => (await service.get(Reader).manager.find(OutboxMessage, { where: { listId, notice: 'extension', iso2: 'GB' }, order: { queuedAt: 'ASC' } })).at(-1)!;
    const give = (wallTime: string) => service.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime, zone: 'America/New_York' }, officer);

    await give('2026-12-16T17:00');
    const longer = letters.ofRow(await last());
    expect(longer.subject).toContain('new deadline for the proposed list');
    expect(longer.text).not.toMatch(/closed on|The resolution says/);

    service.setTime('2026-12-17T15:00:00.000Z');
    await give('2026-12-29T17:00');
    const row = await last();
    const anew = letters.ofRow(row);
    expect(anew.subject).toContain('new silence period for the proposed list');
    for (const part of [anew.text, anew.html]) {
      expect(part).toMatch(/closed on Wednesday, 16 December 2026, at 5 p\.m\. \(New York time\)\. It is not reopened/);
      expect(part).toMatch(/The resolution says:[\s\S]+brought to the attention of the General Assembly[\s\S]+Tuesday, 29 December 2026, at 5 p\.m\./);
      expect(part).not.toContain('has set a new deadline');
    }
    for (const language of languages) {
      const { subject, text } = letters.ofRow({ ...row, language });
      const t = service.get(Catalogs).in(language);
      expect([language, subject === longer.subject, text.includes(t('notices:clause')), text.includes((row.data as unknown as LetterFacts).clause.text), /\{\{|undefined|anew\./.test(subject + text)]).toEqual([language, false, true, true, false]);
    }
  });
});
