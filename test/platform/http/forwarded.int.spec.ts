import { ConfigFault, readConfig } from '../../../src/platform/config.js';
import { Log } from '../../../src/platform/log.js';
import { startService } from '../../support/service.js';

const MOST = 60;
/** The doors that slow down guessing, each by a limit of its own. */
const DOORS = [['/status/AAAAA-AAAAA-AAAAA-AAAAA-AAAAA'], [`/m/${'x'.repeat(43)}`]] as const;

describe.each(DOORS)('the limit on guesses at %s', (path) => {
  /** Sends one guess more than is allowed from one machine; says whether all were answered as if they came from many. */
  async function evades(trustedProxies: string[], forwarded: (n: number) => string | null): Promise<boolean> {
    const service = await startService({ trustedProxies });
    try {
      const statuses: number[] = [];
      for (let n = 0; n <= MOST; n++) {
        const said = forwarded(n);
        statuses.push((await fetch(`${service.url}${path}`, { headers: said === null ? {} : { 'x-forwarded-for': said } })).status);
      }
      expect(statuses.slice(0, MOST)).toEqual(Array.from({ length: MOST }, () => 404));
      expect([404, 429]).toContain(statuses[MOST]);
      return statuses[MOST] === 404;
    } finally {
      await service.close();
    }
  }
  const invented = (n: number): string => `198.51.100.${n}`;

  it('holds for one address', async () => {
    expect(await evades([], () => null)).toBe(false);
  });

  it('is not evaded by X-Forwarded-For where no proxy is configured, nor from an address that is not the configured one', async () => {
    expect(await evades([], invented)).toBe(false);
    expect(await evades(['192.0.2.7'], invented)).toBe(false);
    expect(await evades(['10.0.0.0/8'], invented)).toBe(false);
  });

  it('counts each client of a configured proxy by itself, by the address that the proxy added and not by what the client claimed before', async () => {
    expect(await evades(['127.0.0.1'], invented)).toBe(true);
    expect(await evades(['127.0.0.1'], () => '203.0.113.9')).toBe(false);
    expect(await evades(['127.0.0.1'], (n) => `${invented(n)}, 203.0.113.9`)).toBe(false);
    // Some proxies write the port down too.
    expect(await evades(['127.0.0.1'], (n) => `203.0.113.9:${50_000 + n}`)).toBe(false);
  });

  // The control: with everybody trusted, the forged claim gets through, and the same count catches it.
  it('would be seen to be evaded if everybody were trusted', async () => {
    expect(await evades(['0.0.0.0/1', '128.0.0.0/1'], (n) => `${invented(n)}, 203.0.113.9`)).toBe(true);
  });
});

it.each([[[], 1], [['192.0.2.7'], 1], [['127.0.0.1'], 0]] as const)('X-Forwarded-For from an address that is not among %j is told of once in the log', async (trusted, lines) => {
  let said = '';
  const service = await startService({ trustedProxies: [...trusted], log: new Log('warn', { write: (line: string) => { said += line; } }) });
  for (let n = 0; n < 3; n++) await fetch(service.url, { headers: { 'x-forwarded-for': '198.51.100.1' } });
  await service.close();
  expect(said.split('TRUSTED_PROXIES').length - 1).toBe(lines);
  expect(said).not.toContain('198.51.100.1');
});

describe('TRUSTED_PROXIES', () => {
  const read = (value: string): string[] => readConfig({ TRUSTED_PROXIES: value }).trustedProxies;

  it('takes addresses and networks', () => {
    expect(read('')).toEqual([]);
    expect(read('10.1.2.3, 10.0.0.0/8,fd00::/8')).toEqual(['10.1.2.3', '10.0.0.0/8', 'fd00::/8']);
  });

  it('must be set where the service stands behind https, if only to none', () => {
    const live = { DATABASE_URL: 'sqlite:x', SMTP_URL: 'smtp://mail.example', PUBLIC_URL: 'https://office.example', MAIL_FROM: 'noreply@nemcon.example', MAIL_REPLY_TO: 'office@nemcon.example', NEMCON_KEY_FILE: 'key' };
    expect(() => readConfig(live)).toThrow('TRUSTED_PROXIES: proxiesMissing');
    expect([readConfig({ ...live, TRUSTED_PROXIES: 'none' }).trustedProxies, readConfig({ ...live, TRUSTED_PROXIES: '10.0.0.5' }).trustedProxies]).toEqual([[], ['10.0.0.5']]);
    expect(readConfig({ ...live, PUBLIC_URL: 'http://office.example' }).trustedProxies).toEqual([]);
  });

  it.each(['proxy.example', '10.0.0.0/33', '10.0.0', 'true'])('names itself at start when it is %s', (value) => {
    expect(() => read(value)).toThrow(ConfigFault);
    expect(() => read(value)).toThrow('TRUSTED_PROXIES');
  });

  it.each(['0.0.0.0/0', '::/0'])('refuses %s, which would trust everybody', (value) => {
    expect(() => read(value)).toThrow('TRUSTED_PROXIES');
  });
});
