import { simpleParser } from 'mailparser';
import { Relay, TrialMail } from '../../../src/delivery/index.js';
import { mailParts } from '../../../src/doors/dev/mail-parts.js';
import { DEMONSTRATION_OFFICERS, makeDemonstration } from '../../../src/demonstration/index.js';
import { Lists } from '../../../src/lists/index.js';
import { OfficerSessions } from '../../../src/officers/index.js';
import { languages } from '../../../src/platform/i18n.js';
import { Clock } from '../../../src/platform/clock.js';
import { Reader } from '../../../src/platform/reader.js';
import { Setting } from '../../../src/platform/setting.entity.js';
import { circulatedRound } from '../../support/round.js';
import { eachService } from '../../support/running.js';

eachService("The trial's own pages", { per: 'test', now: '2026-11-30T15:00:00.000Z', ticks: false }, (service) => {
  const page = (path: string, headers: Record<string, string> = {}): Promise<string> => fetch(service.url + path, { headers: { 'accept-language': 'en', ...headers } }).then((r) => r.text());
  const jump = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${service.url}/dev/clock`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers });

  it('holds every letter, as another reader of mail reads it, with a link that opens the page', async () => {
    await circulatedRound(service, { names: 3 });
    await service.get(Relay).drain();
    const mails = await service.get(Reader).manager.find(TrialMail);
    expect(mails).toHaveLength(193 + 1);
    for (const { raw } of mails) {
      const own = mailParts(raw);
      const parsed = await simpleParser(raw);
      expect(own.text.trim()).toBe(parsed.text!.trim());
      expect(own.html.trim()).toBe((parsed.html as string).trim());
      expect(own.headers.find(({ name }) => name === 'Subject')!.value).toBe(parsed.subject);
    }
    const list = await page('/dev/mailbox?to=mission.nz@');
    expect(list).toContain('Letters: 1');
    const letter = await page(/href="(\/dev\/mailbox\/[^"]+)"/.exec(list.slice(list.indexOf('<table')))![1]!);
    const link = new URL(/href="(http[^"]+\/m\/[^"]+)"/.exec(letter)![1]!);
    expect((await fetch(link)).status).toBe(200);
  });

  it('jumps past the deadline, and what was queued before counts as sent before', async () => {
    const { listId } = await circulatedRound(service, { names: 3 });
    expect((await jump({ jump: 'beforeDeadline', list: listId })).status).toBe(303);
    expect((await service.get(Lists).find(listId)).state).toBe('circulated');
    await jump({ jump: 'afterDeadline', list: listId });
    expect((await service.get(Lists).find(listId)).state).toBe('objectionsConsidered');
    expect(Number((await service.get(Reader).manager.findOneByOrFail(Setting, { key: 'trial.clockOffset' })).value)).toBe(service.get(Clock).offset());
    await jump({ jump: 'real' });
    expect(service.get(Clock).offset()).toBe(0);
  });

  it('speaks the six languages, and keeps the search of the mailbox when the language changes', async () => {
    await circulatedRound(service, { names: 1 });
    await service.get(Relay).drain();
    const mailbox = await page('/dev/mailbox?to=mission.nz@');
    const link = /<a class="govuk-link" href="([^"]+)" lang="ar"/.exec(mailbox)![1]!.replaceAll('&amp;', '&');
    const arabic = await page(`/dev/mailbox${link}`);
    expect(arabic).toContain('<html lang="ar" dir="rtl"');
    expect(arabic).toContain('value="mission.nz@"');
    const letter = /href="(\/dev\/mailbox\/[^"]+)"/.exec(arabic.slice(arabic.indexOf('<table')))![1]!;
    for (const language of languages) {
      for (const path of ['/dev/mailbox', '/dev/clock', letter]) expect(await page(`${path}?lang=${language}`)).toContain(`<html lang="${language}"`);
    }
  });

  it('takes no jump from a form of another site, nor one it does not know', async () => {
    const before = service.get(Clock).offset();
    expect((await jump({ jump: 'day' }, { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await jump({ jump: 'century' })).status).toBe(400);
    expect(service.get(Clock).offset()).toBe(before);
  });

  it('signs the demonstration officer in', async () => {
    await makeDemonstration(service.get);
    const entered = await fetch(`${service.url}/dev/enter`, { redirect: 'manual' });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/office']);
    const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!;
    const signedIn = await service.get(OfficerSessions).find(cookie.split('=')[1]);
    expect(signedIn!.actor.name).toBe(DEMONSTRATION_OFFICERS.drafter.name);
    expect(await page('/office', { cookie })).toContain('Intergovernmental Conference on Migration');
  });

  it('offers the console as each of its officers, wherever a newcomer stands in the console or before the clock', async () => {
    await makeDemonstration(service.get);
    const ways = (html: string) => [...html.slice(0, html.indexOf('<header')).matchAll(/href="(\/dev\/enter[^"]*)"( aria-current="true")?>([^<]+)/g)].map(([, href, current, text]) => `${text} ${href}${current ? ' now' : ''}`);
    const offered = (now?: string) => ['Drafter', 'Approver', 'Operator'].map((text) => `${text} /dev/enter?as=${text.toLowerCase()}${text === now ? ' now' : ''}`);
    for (const path of ['/dev/clock', '/dev/mailbox']) expect(ways(await page(path))).toEqual(offered());
    for (const [at, who] of (['drafter', 'approver', 'operator'] as const).entries()) {
      const entered = await fetch(service.url + /\S+$/.exec(offered()[at]!)![0], { redirect: 'manual' });
      const cookie = entered.headers.getSetCookie()[0]!.split(';')[0]!;
      expect(ways(await page(entered.headers.get('location')!, { cookie }))).toEqual(offered(DEMONSTRATION_OFFICERS[who].name.split(' ')[1]));
    }
    expect(ways(await page('/c/demo'))).toEqual([]);
  });
});
