import { Conferences } from '../../../src/conferences/index.js';
import { MissionLinks } from '../../../src/missions/index.js';
import { cookiesOf, post } from '../../officers/browser.js';
import { circulatedRound } from '../../support/round.js';
import { startService, type Service } from '../../support/service.js';

/** Of any place in a policy: nothing from anywhere else, and no script at all. */
const POLICY = "default-src 'none';style-src 'self';img-src 'self';font-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'";
const STRANGERS = { embedder: 'cross-origin-resource-policy', type: 'x-content-type-options', referrer: 'referrer-policy', frame: 'x-frame-options' };

describe.each([['http', undefined], ['https', 'https://accreditation.example']] as const)('whatever is answered where people come by %s', (scheme, publicUrl) => {
  let service: Service;
  let link: string;
  let list: string;
  let cookie: string;
  const get = (path: string, more: Record<string, string> = {}): Promise<Response> => fetch(service.url + path, { redirect: 'manual', headers: { 'accept-language': 'en', ...more } });

  beforeAll(async () => {
    service = await startService({ now: '2026-12-01T15:00:00.000Z', ticks: false, ...(publicUrl ? { config: { publicUrl } } : {}) });
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    [link, list] = [`/m/${service.get(MissionLinks).token(listId, 'KE', 1)}`, `/m/list/${listId}`];
    const entered = await post(service, link, { memberState: 'KE' });
    cookie = cookiesOf(entered);
    const [set] = entered.headers.getSetCookie();
    expect(set).toMatch(scheme === 'https' ? /^__Host-m-[\w]{8}=[\w-]{43};/ : /^m-[\w]{8}=[\w-]{43};/);
    for (const part of ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(scheme === 'https' ? ['Secure'] : [])]) expect(set).toContain(part);
    expect(set).not.toMatch(/Domain=/i);
  });
  afterAll(() => service.close());

  it('tells no other site where somebody was, is framed by none, and takes nothing from any', async () => {
    const { slug } = (await service.get(Conferences).all())[0]!;
    const answers: [string, Response][] = [
      ...await Promise.all(['/', `/c/${slug}`, '/status', '/status/unknown', '/record', '/record-key.pem', '/office', '/office/sign-in', link, '/m/unknown', '/nowhere', '/api/openapi.json', '/api/nowhere', '/assets/main.css']
        .map(async (path): Promise<[string, Response]> => [path, await get(path)])),
      ...await Promise.all([list, `${list}/own`, `${list}/proposed.csv`].map(async (path): Promise<[string, Response]> => [path, await get(path, { cookie })])),
      ['a form of another site', await post(service, '/status', {}, { origin: 'https://elsewhere.example' })],
      ['a form without a session', await post(service, `${list}/check`, {})],
    ];
    for (const [path, { headers }] of answers) {
      expect({ path, ...Object.fromEntries(Object.entries(STRANGERS).map(([what, name]) => [what, headers.get(name)])), hsts: headers.get('strict-transport-security') })
        .toEqual({ path, embedder: 'same-origin', type: 'nosniff', referrer: 'no-referrer', frame: 'SAMEORIGIN', hsts: scheme === 'https' ? 'max-age=31536000; includeSubDomains' : null });
      expect([path, headers.get('content-security-policy')]).toEqual([path, POLICY + (scheme === 'https' ? ';upgrade-insecure-requests' : '')]);
    }
    expect(answers.map(([, { status }]) => status)).toEqual([200, 200, 200, 404, 200, 200, 303, 200, 200, 404, 404, 200, 404, 200, 200, 200, 200, 403, 401]);
  });

  it('is kept by no browser or proxy where it is for one reader', async () => {
    const kept = async (path: string, more = {}): Promise<[string, string | null]> => [path, (await get(path, more)).headers.get('cache-control')];
    for (const path of [link, '/m/unknown', '/status', '/status/unknown', '/office', '/office/sign-in', '/record', '/nowhere', '/api/nowhere']) expect(await kept(path)).toEqual([path, 'no-store']);
    for (const path of [list, `${list}/own`, `${list}/proposed.csv`]) expect(await kept(path, { cookie })).toEqual([path, 'no-store']);
    expect((await kept('/assets/main.css'))[1]).toMatch(/^public, max-age=/);
  });
});
