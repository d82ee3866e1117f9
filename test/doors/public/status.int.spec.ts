import { FinalizeListHandler, StandingObjections, StatusQuery } from '../../../src/lists/index.js';
import { memberStates } from '../../../src/directory/index.js';
import { Relay } from '../../../src/delivery/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { languages } from '../../../src/platform/i18n.js';
import { Reader } from '../../../src/platform/reader.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import type { Service } from '../../support/service.js';

const NOW = '2026-11-30T15:00:00.000Z';
const AFTER = '2026-12-15T22:00:01.000Z';

/** Every byte of an answer but the date of the line: status, headers in order, body. */
async function bytes(service: Service, path: string): Promise<string> {
  const response = await fetch(`${service.url}${path}`, { redirect: 'manual' });
  // The seconds to wait are counted from the moment of asking, whatever is asked for.
  const headers = [...response.headers].filter(([name]) => name !== 'date').map(([name, value]) => [name, name === 'retry-after' ? 'seconds' : value]);
  return [response.status, JSON.stringify(headers), await response.text()].join('\n');
}

const everywhere = (reference: string): string[] => languages.map((language) => `/status/${reference}?lang=${language}`);

eachService('The status of an organization', { per: 'test', now: NOW, ticks: false }, (service) => {
  const object = (listId: string, ids: string[]): Promise<unknown> =>
    service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis: 'An invented reason' })) }, { kind: 'mission', iso2: 'NZ', listId });

  it('is under consideration until the list is final, and the same byte for byte before and after an objection', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 6 });
    const [first] = ids as [string];
    const reference = service.get(Keys).reference(first);
    const slug = new URL((await fetch(`${service.url}/`).then((r) => r.text())).match(/href="(\/c\/[^"]+)"/)![1]!, service.url).pathname;
    const pages = [...everywhere(reference), '/', slug, `${slug}/6b/proposed`, `${slug}/6b/proposed?search=invented&country=${memberStates()[0]!.iso2}`, `${slug}/6b/proposed/print`, `${slug}/6b/proposed/names.csv`, `${slug}/6b/final`];
    // The page for printing shows the time: both looks are at the same one.
    const look = (): Promise<string[]> => {
      service.setTime(NOW);
      return Promise.all(pages.map((page) => bytes(service, page)));
    };

    const before = await look();
    expect(before[2]).toContain('Under consideration');
    await object(listId, [first]);
    expect(await look()).toEqual(before);

    // The control: an answer that lets one invisible sign slip where an objection stands is caught by the same comparison.
    const query = service.get(StatusQuery);
    const honest = query.byReference.bind(query);
    query.byReference = async (typed) => {
      const status = await honest(typed);
      const standing = await service.get(StandingObjections).count(service.get(Reader).manager, listId);
      return status && { ...status, name: standing.has(first) ? `${status.name}\u200B` : status.name };
    };
    expect(await look()).not.toEqual(before);
  });

  it('says after finalization whether the name is on the final list, and no more', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 4 });
    const [dropped, kept] = ids as [string, string];
    const page = (id: string): Promise<string> => fetch(`${service.url}/status/${service.get(Keys).reference(id)}`).then((r) => r.text());
    await object(listId, [dropped]);
    await service.get(Relay).drain();
    service.setTime(AFTER);
    expect(await page(dropped)).toContain('Under consideration');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await page(dropped)).toContain('Not on the final list');
    expect(await page(kept)).toContain('On the final list');
    const main = /<main[^]*<\/main>/.exec(await page(dropped))![0];
    expect(main).not.toMatch(/object|NZ|New Zealand|reason/i);
  });

  it('gives one calm answer to every reference that is not known', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 2 });
    expect(listId).toBeTruthy();
    const nearly = service.get(Keys).reference(ids[0]!).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const typed = [nearly, 'nonsense', 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', '%E0%A4%A', '%00', "' OR 1=1 --", 'A'.repeat(3_000), '<b>'];
    const answers = await Promise.all(typed.map((reference) => bytes(service, `/status/${reference.startsWith('%') ? reference : encodeURIComponent(reference)}`)));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404\n/);
    expect(answers[0]).toContain('No status under this reference');
  });

  it('does not tell of a draft', async () => {
    const { ids } = await draftRound(service, { names: 1, addresses: false });
    const reference = service.get(Keys).reference(ids[0]!);
    expect(await bytes(service, `/status/${reference}`)).toEqual(await bytes(service, '/status/unknown'));
  });

  it('finds a reference as people type it, and asks again for one that is empty', async () => {
    const { ids } = await circulatedRound(service, { names: 1 });
    const reference = service.get(Keys).reference(ids[0]!);
    const post = (text: string): Promise<Response> =>
      fetch(`${service.url}/status`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ reference: text }) });
    const found = await post(`  ${reference.toLowerCase().replaceAll('-', ' ')} `);
    expect([found.status, found.headers.get('location')]).toEqual([303, `/status/${reference}`]);
    const empty = await post('  ');
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain('href="#reference"');
    // One that is mistyped stands in the form again, to be put right, in any language.
    const wrong = await post('"><b>ABDE1-2345');
    const page = await wrong.text();
    expect([wrong.status, page.includes('value="&quot;&gt;&lt;b&gt;ABDE1-2345" dir="ltr"'), page.includes('form="languages"')]).toEqual([404, true, true]);
    const turned = await fetch(`${service.url}/status`, { method: 'POST', body: new URLSearchParams({ reference: 'ABDE1-2345', lang: 'ar' }) });
    expect([turned.status, /dir="rtl"[^]*value="ABDE1-2345"/.test(await turned.text())]).toEqual([200, true]);
  });

  it('slows down guessing without a word about any reference', async () => {
    const { ids } = await circulatedRound(service, { names: 1 });
    const known = `/status/${service.get(Keys).reference(ids[0]!)}`;
    for (let tries = 0; tries < 60; tries++) await bytes(service, `/status/guess${tries}`);
    const [guess, right] = [await bytes(service, '/status/guess-again'), await bytes(service, known)];
    expect(guess).toMatch(/^429\n/);
    expect(right).toEqual(guess);
  });
});
