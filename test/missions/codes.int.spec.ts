import { MissionCodes, MissionLinks, MissionSessions, MissionVisits, ResetCodeHandler } from '../../src/missions/index.js';
import { Officers, type OfficerActor } from '../../src/officers/index.js';
import { Relay } from '../../src/delivery/index.js';
import { DeliveriesQuery } from '../../src/lists/index.js';
import { Letters } from '../../src/notices/index.js';
import { MissionLink } from '../../src/missions/mission-link.entity.js';
import { Attempt } from '../../src/platform/attempt.entity.js';
import { tokenHash } from '../../src/platform/keys.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { checkModality } from '../../workflows/modality.check.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { codeBesideTheLink } from '../support/modalities.js';
import { rawBytes } from '../support/raw-bytes.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

eachService('a code beside the link', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service, { database }) => {
  let codes: MissionCodes;
  beforeAll(async () => { codes = service.get(MissionCodes); });

  const round = (tries = 3) => circulatedRound(service, { names: 2, addresses: false, modality: codeBesideTheLink(tries) });
  const codeOf = async (listId: string, iso2: string) => (await codes.ofList(listId)).find((one) => one.iso2 === iso2)!;
  const enter = (listId: string, iso2: string, code?: string) => service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, iso2, 1), memberState: iso2, ...(code === undefined ? {} : { code }) });
  const outcome = (tried: Promise<unknown>) => tried.then(() => 'open', (error: { faults: { rule: string }[]; rule: string }) => error.faults[0]?.rule ?? error.rule);
  const wrong = 'AAAAA-AAAAA';

  it('is a field of the modality, with its source', () => {
    expect(checkModality(codeBesideTheLink())).toEqual([]);
    const modality = codeBesideTheLink(2);
    delete modality.sources['/linkCode'];
    expect(checkModality(codeBesideTheLink(2)).map(({ path }) => path)).toEqual(['/linkCode/tries']);
    expect(checkModality({ ...codeBesideTheLink(), sources: modality.sources }).length).toBeGreaterThan(0);
  });

  it('opens the list together with the link, as it was printed or typed carelessly; not for another State, nor on another list', async () => {
    const [{ listId }, other] = [await round(), await round()];
    const { code } = await codeOf(listId, 'JP');
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(await outcome(enter(listId, 'JP'))).toBe('link-code-missing');
    expect(await outcome(enter(listId, 'JP', code))).toBe('open');
    expect(await outcome(enter(listId, 'JP', ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `))).toBe('open');
    for (const foreign of [(await codeOf(listId, 'CL')).code, (await codeOf(other.listId, 'JP')).code]) expect(await outcome(enter(listId, 'JP', foreign))).toBe('link-code-wrong');
    expect(new Set((await codes.ofList(listId)).map((one) => one.code)).size).toBe(193);
  });

  it('is asked for nowhere else: without it in the modality there is none, and a link opens as before', async () => {
    const { listId } = await circulatedRound(service, { names: 1, addresses: false });
    expect(await codes.ofList(listId)).toEqual([]);
    expect(await outcome(enter(listId, 'JP'))).toBe('open');
    await expect(service.get(ResetCodeHandler).execute({ listId, iso2: 'JP' }, officer)).rejects.toThrow('link-code-unknown');
  });

  it('locks after too many wrong ones, the right one too, for that State alone; a blank one costs nothing, and the right one gives all tries back', async () => {
    const { listId, outcomes } = await tried();
    expect(outcomes).toEqual(limited);
    expect(await outcome(enter(listId, 'CL', (await codeOf(listId, 'CL')).code))).toBe('open');
  });
  const limited = ['link-code-wrong', 'link-code-wrong', 'link-code-missing', 'open', 'link-code-wrong', 'link-code-wrong', 'link-code-wrong', 'link-code-locked'];
  async function tried() {
    const { listId } = await round(3);
    const { code } = await codeOf(listId, 'JP');
    const outcomes: string[] = [];
    for (const one of [wrong, wrong, undefined, code, wrong, wrong, wrong, code]) outcomes.push(await outcome(enter(listId, 'JP', one)));
    return { listId, outcomes };
  }

  it('would be caught with tries without a limit', async () => {
    const real = codes.check.bind(codes);
    codes.check = async (listId, iso2, typed) => {
      await real(listId, iso2, typed).finally(() => service.get(UnitOfWork).run((tx) => service.get(MissionVisits).change(tx, listId, iso2, () => ({ tries: 0 }))));
    };
    const { outcomes } = await tried();
    codes.check = real;
    expect(outcomes).not.toEqual(limited);
    expect(outcomes.at(-1)).toBe('open');
  });

  it('is given anew by the Office: the old one opens nothing, the record says for whom, and only officers of the Office may', async () => {
    const { listId } = await round(3);
    const { code } = await codeOf(listId, 'JP');
    for (let n = 0; n < 4; n++) await outcome(enter(listId, 'JP', wrong));
    expect(await codeOf(listId, 'JP')).toMatchObject({ triesLeft: 0 });
    const auditor: OfficerActor = { kind: 'officer', id: 'four', name: 'Lin Field', roles: ['auditor'] };
    for (const roles of [['auditor'], ['operator'], ['registrationDesk']] as const) {
      await expect(service.get(ResetCodeHandler).execute({ listId, iso2: 'JP' }, { ...auditor, roles })).rejects.toThrow('role-lacks-right');
    }
    await service.get(ResetCodeHandler).execute({ listId, iso2: 'JP' }, officer);
    const renewed = await codeOf(listId, 'JP');
    expect(renewed).toMatchObject({ triesLeft: 3 });
    expect(renewed.code).not.toBe(code);
    expect(await outcome(enter(listId, 'JP', code))).toBe('link-code-wrong');
    expect(await outcome(enter(listId, 'JP', renewed.code))).toBe('open');
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'code.replaced').map(({ facts }) => facts)).toEqual([expect.objectContaining({ iso2: 'JP' })]);
  });

  /** 40 guesses sent at once, where three may be wrong: how many were compared with the code. */
  async function compared(): Promise<number> {
    const { listId } = await round(3);
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcome(enter(listId, 'JP', wrong))));
    expect(new Set(outcomes).size).toBeLessThanOrEqual(2);
    return outcomes.filter((one) => one === 'link-code-wrong').length;
  }

  it('limits guesses sent at once like those sent one by one', async () => {
    expect(await compared()).toBe(3);
  });

  it('would be caught with tries that are counted after the code is compared', async () => {
    const real = codes.check.bind(codes);
    codes.check = async (listId, iso2, typed) => {
      const { triesLeft, code } = await codeOf(listId, iso2);
      if (triesLeft === 0) return real(listId, iso2, typed);
      if (typed === code) return;
      await real(listId, iso2, typed).catch(() => undefined);
      throw Object.assign(new Error('link-code-wrong'), { rule: 'link-code-wrong', faults: [] });
    };
    expect(await compared()).toBeGreaterThan(3);
    codes.check = real;
    expect(await compared()).toBe(3);
  });

  it('stands in no letter and in no byte of the database; the letter says that it is asked for', async () => {
    const { listId } = await circulatedRound(service, { names: 1, modality: codeBesideTheLink() });
    const { code } = await codeOf(listId, 'FR');
    const rows = await service.get(UnitOfWork).run((tx) => tx.findBy(OutboxMessage, { listId, iso2: 'FR' }));
    expect(rows).toHaveLength(1);
    const letter = service.get(Letters).sample('circulation', await sampleFacts(listId), 'fr', '2026-12-01T15:00:00.000Z');
    expect(letter.text).toContain('La page demande aussi un code');
    for (;;) {
      await service.get(Relay).drain();
      const { queued, deferred } = await service.get(DeliveriesQuery).counts(listId, 'missions');
      if (queued + deferred === 0) break;
    }
    const sent = await service.get(UnitOfWork).run((tx) => tx.query(`SELECT * FROM "trial_mail"`)) as object[];
    const bytes = await rawBytes(database);
    for (const form of [code, code.replace('-', '')]) {
      expect(JSON.stringify(sent)).not.toContain(form);
      expect(bytes.includes(form)).toBe(false);
    }
    expect(JSON.stringify(sent)).toContain('La page demande aussi un code');
  });
  async function sampleFacts(listId: string) {
    const { Lists } = await import('../../src/lists/index.js');
    const { Notices } = await import('../../src/notices/index.js');
    const list = await service.get(Lists).find(listId);
    return service.get(Notices).factsOf(await service.get(Lists).conferenceOf(list), list, { names: 1, zone: 'America/New_York' });
  }

  it('is asked for on the page behind the link, in one answer with the State, and the page says what was wrong', async () => {
    const { listId } = await round(3);
    const link = `${service.url}/m/${service.get(MissionLinks).token(listId, 'JP', 1)}`;
    const send = (fields: Record<string, string>) => fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { 'accept-language': 'en' } });
    const page = await (await fetch(link, { headers: { 'accept-language': 'en' } })).text();
    expect(page).toContain('Code from the note verbale');
    const { code } = await codeOf(listId, 'JP');
    expect(page).not.toContain(code);
    for (const [fields, words] of [
      [{ memberState: 'JP' }, 'Type the code of the note verbale.'], [{ memberState: 'JP', code: wrong }, 'Tries left: 2.'], [{ memberState: 'CL', code }, 'State'],
    ] as [Record<string, string>, string][]) {
      const answer = await send(fields);
      expect([answer.status, (await answer.text()).includes(words)]).toEqual([422, true]);
    }
    const entered = await send({ memberState: 'JP', code });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, `/m/list/${listId}`]);
    const refused: number[] = [];
    for (let n = 0; n < 4; n++) refused.push((await send({ memberState: 'JP', code: wrong })).status);
    expect(refused).toEqual([422, 422, 422, 403]);
    const plain = await circulatedRound(service, { names: 1, addresses: false });
    expect(await (await fetch(`${service.url}/m/${service.get(MissionLinks).token(plain.listId, 'JP', 1)}`)).text()).not.toContain('id="code"');
  });

  it('is printed for each Mission in its language, and given anew, on the Office\'s pages; other roles see none', async () => {
    const { listId } = await round(3);
    const office = await signIn(service);
    const base = `/office/lists/${listId}/codes`;
    expect((await office.get(`/office/lists/${listId}`)).text).toContain(`href="${base}"`);
    for (let n = 0; n < 4; n++) await outcome(enter(listId, 'FR', wrong));
    const { code } = await codeOf(listId, 'FR');
    const all = (await office.get(base)).text;
    expect([all.includes(code), all.includes('Locked'), (all.match(/class="n-code"/g) ?? []).length]).toEqual([true, true, 193]);
    const slip = (await office.get(`${base}/FR`)).text;
    for (const words of [code, 'lang="fr"', 'Code pour le lien vers la liste', 'The code was mistyped too often']) expect(slip).toContain(words);
    const slips = (await office.get(`${base}/print`)).text;
    expect([slips.includes(code), slips.includes('Código'), (slips.match(/class="n-code"/g) ?? []).length]).toEqual([true, true, 193]);
    const renewed = await office.post(`${base}/FR/new`, `${base}/FR`, {});
    expect([renewed.status, renewed.location]).toEqual([303, `${base}/FR`]);
    expect((await office.get(`${base}/FR`)).text).not.toContain(code);
    expect((await office.get(`${base}/FR`)).text).not.toContain('mistyped too often');
    expect((await office.get(`${base}/XX`)).status).toBe(404);
    await service.get(Officers).add({ name: 'Lin Field', email: 'auditor@office.example', roles: ['auditor'] }).catch(() => undefined);
    const auditor = await signIn(service, 'auditor@office.example');
    expect([(await auditor.get(base)).status, (await auditor.get(`${base}/print`)).status, (await auditor.get(`${base}/FR`)).status, (await auditor.get(`/office/lists/${listId}`)).text.includes(base)]).toEqual([403, 403, 403, false]);
    const none = await draftRound(service, { names: 1, addresses: false });
    expect((await office.get(`/office/lists/${none.listId}`)).text).not.toContain('/codes"');
  });

  /** How the page and the API answer to each link that is none, whatever is typed beside it. */
  async function answersToNone(): Promise<{ listId: string; answers: Set<string>[] }> {
    const { listId } = await round(3);
    const { code } = await codeOf(listId, 'JP');
    const links = service.get(MissionLinks);
    await service.get(UnitOfWork).run((tx) => links.reissue(tx, listId, 'JP', '2026-12-01T15:00:00.000Z'));
    const none = [links.token(listId, 'JP', 1), links.token(listId, 'JP', 7), links.token(listId, 'CL', 9), 'A'.repeat(43), 'short'];
    const ways: ((token: string) => Promise<Response>)[] = [
      (token) => fetch(`${service.url}/m/${token}`),
      ...[{}, { memberState: 'JP' }, { memberState: 'JP', code: wrong }, { memberState: 'JP', code }].flatMap((fields): ((token: string) => Promise<Response>)[] => [
        (token) => fetch(`${service.url}/m/${token}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields as Record<string, string>) }),
        (token) => fetch(`${service.url}/api/v1/mission-sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ memberState: 'JP', ...fields, link: token }) }),
      ]),
    ];
    const answers: Set<string>[] = [];
    for (const way of ways) {
      await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(Attempt).execute());
      const bytes = [];
      for (const token of none) {
        const answer = await way(token);
        bytes.push(JSON.stringify([answer.status, answer.headers.get('set-cookie'), (await answer.text()).replaceAll(token, '…').replace(/name="_once" value="[^"]*"/g, '')]));
      }
      answers.push(new Set(bytes));
    }
    return { listId, answers };
  }

  it('tells nobody whether a link was ever one: revoked, foreign and unknown links get one answer whatever code is typed, and cost no try', async () => {
    const { listId, answers } = await answersToNone();
    expect(answers.map(({ size }) => size)).toEqual(answers.map(() => 1));
    expect(await codeOf(listId, 'JP')).toMatchObject({ triesLeft: 3 });
  });

  it('would be caught with a page that asks for the code before it knows the link', async () => {
    const links = service.get(MissionLinks);
    const real = links.byToken.bind(links);
    links.byToken = (token) => service.get(UnitOfWork).run((tx) => tx.findOneBy(MissionLink, { tokenHash: tokenHash(token) }));
    const { answers } = await answersToNone();
    links.byToken = real;
    expect(answers.every(({ size }) => size > 1)).toBe(true);
  });

  it('is asked for by the API, listed and given anew there', async () => {
    const { listId } = await round(3);
    const api = await clientOf(service);
    const link = service.get(MissionLinks).token(listId, 'JP', 1);
    const enterBy = async (code?: string) => {
      const { status, json } = await api.ask('POST', '/mission-sessions', { token: '', body: { link, memberState: 'JP', ...(code === undefined ? {} : { code }) } });
      return [status, json.errors?.[0].rule ?? json.memberState];
    };
    const { json } = await api.ask('GET', `/lists/${listId}/codes`);
    const { code } = json.find(({ memberState }: { memberState: string }) => memberState === 'JP');
    expect([await enterBy(), await enterBy(wrong), await enterBy(code)]).toEqual([[422, 'link-code-missing'], [422, 'link-code-wrong'], [201, 'JP']]);
    expect((await api.ask('POST', `/lists/${listId}/codes/JP/replacement`)).status).toBe(204);
    expect((await api.ask('POST', `/lists/${listId}/codes/XX/replacement`)).json).toMatchObject({ status: 404, rule: 'link-code-unknown' });
    for (let n = 0; n < 3; n++) expect(await enterBy(code)).toEqual([422, 'link-code-wrong']);
    expect(await enterBy(code)).toEqual([403, 'link-code-locked']);
  });
});
