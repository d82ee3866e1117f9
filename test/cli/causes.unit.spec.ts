import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFault, readConfig } from '../../src/platform/config.js';
import { DatabaseInUse, holdService } from '../../src/platform/database.js';
import { KeyFileFault, KeyStore } from '../../src/platform/key-store.js';
import { causeOf } from '../../src/start.js';

const folder = mkdtempSync(join(tmpdir(), 'nemcon-causes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text?: string): string => {
  if (text !== undefined) writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was refused');
};
const LIVE = { DATABASE_URL: 'sqlite:x', SMTP_URL: 'smtp://mail.example', PUBLIC_URL: 'https://office.example', MAIL_FROM: 'noreply@nemcon.example', MAIL_REPLY_TO: 'office@nemcon.example', NEMCON_KEY_FILE: 'key', TRUSTED_PROXIES: 'none' };
const configured = (more: Record<string, string>) => (): unknown => readConfig({ ...LIVE, ...more });
const keys = (name: string): KeyStore => {
  KeyStore.init(file(name));
  return new KeyStore(file(name));
};

/** What keeps an installation from being opened, by the words of the catalog that must say it. */
const causes: [string, () => unknown][] = [
  ['config.missing', configured({ SMTP_URL: '' })],
  ['config.port', configured({ PORT: 'x' })],
  ['config.proxies', configured({ TRUSTED_PROXIES: '*' })],
  ['config.proxiesMissing', configured({ TRUSTED_PROXIES: '' })],
  ['config.secondFactor', configured({ SECOND_FACTOR: 'maybe' })],
  ['config.smtp', configured({ SMTP_URL: 'mail.example' })],
  ['config.mailFrom', configured({ MAIL_FROM: 'nobody' })],
  ['config.replyTo', configured({ MAIL_REPLY_TO: 'The Office' })],
  ['config.database', configured({ DATABASE_URL: 'mysql://x' })],
  ['config.origin', configured({ PUBLIC_URL: 'https://office.example/path' })],
  ['config.institution', configured({ OIDC_CLIENT_ID: 'x' })],
  ['config.issuer', configured({ OIDC_ISSUER: 'http://provider.example', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'x' })],
  ['cause.keyFileUnread', () => new KeyStore(file('nowhere'))],
  ['cause.keyFileShape', () => new KeyStore(file('short', 'x\n'))],
  ['cause.keyMissing', () => keys('one').get('of-another-list')],
  ['cause.keyForeign', () => {
    keys('two');
    writeFileSync(file('two'), `${Buffer.alloc(32).toString('base64url')}\n`);
    return new KeyStore(file('two')).get('record');
  }],
  ['cause.keyUnread', () => {
    const store = keys('four');
    mkdirSync(file('four.store/list-a.key'));
    return store.state('list-a');
  }],
  ['cause.databaseInUse', () => {
    const address = { kind: 'sqlite', file: file('held.sqlite') } as const;
    process.once('exit', holdService(address));
    return holdService(address);
  }],
];

describe('what keeps an installation from being opened', () => {
  it.each(causes)('is said in words of the catalog alone: %s', (key, act) => {
    const error = thrown(act);
    // A catalog that prints its keys: whatever else is said was written in the code.
    const printed = causeOf(error, null, (one) => `[${one}]`)!;
    expect(printed).toContain(`[cli:${key}]`);
    expect(printed.replace(/\[cli:[\w.]+\]/g, '').replace(/[A-Z_]+: /g, '').trim()).toBe('');
    expect(causeOf(error, null)).toMatch(/[a-z]{3} [a-z]/);
    expect(causeOf(error, null)).not.toMatch(/cli:|\{\{/);
  });

  it('is another process only where there is one: what cannot be written is told as that', () => {
    file('damaged.sqlite.service', 'Invented');
    const address = { kind: 'sqlite', file: file('damaged.sqlite') } as const;
    const error = thrown(() => holdService(address));
    expect(error).not.toBeInstanceOf(DatabaseInUse);
    expect(causeOf(error, { ...readConfig(LIVE), database: address })).toMatch(/damaged\.sqlite cannot be used: file is not a database\.\n/);
  });

  it('would be caught with a sentence that stands in the code', () => {
    expect(thrown(() => keys('three').get('none'))).toBeInstanceOf(KeyFileFault);
    const written = new ConfigFault([{ name: 'PORT', problem: 'must be a number' as never }]);
    expect(causeOf(written, null, (one) => `[${one}]`)!.replace(/\[cli:[\w.]+\]/g, '').replace(/[A-Z_]+: /g, '').trim()).not.toBe('');
  });
});
