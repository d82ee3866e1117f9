import { isIP } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { isMailAddress } from './mail-address.js';
import { packageRoot } from './root.js';

export type DatabaseAddress = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };

/** What an installation is told from outside, read once. */
export interface Config {
  /** Trial: one command, own mailbox, own clock; nothing leaves the machine. */
  mode: 'trial' | 'live';
  database: DatabaseAddress;
  /** null in trial mode: mail goes to the built-in mailbox. */
  smtpUrl: string | null;
  /** Where people reach the service: origin without a trailing slash. */
  publicUrl: string;
  mailFrom: string;
  /** Where people write to the Office: letters to Missions and their pages name it, and answers go there. */
  contact: string;
  keyFile: string;
  host: string;
  port: number;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed; nobody's where there are none. */
  trustedProxies: string[];
  /** Whether officers whose roles are sensitive must have a second factor; the trial does without. */
  secondFactor: 'required' | 'optional';
  /** The institution by which officers may sign in (OpenID Connect); null where there is none. */
  institution: InstitutionConfig | null;
}

export interface InstitutionConfig {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** Values of `acr` that stand for a second factor; asked of the institution where there are any. */
  acr: string[];
}

/** What is wrong with a variable; the catalog of the command line words it: `cli:config.<problem>`. */
export interface VariableFault {
  name: string;
  problem: 'missing' | 'port' | 'proxies' | 'proxiesMissing' | 'secondFactor' | 'smtp' | 'mailFrom' | 'replyTo' | 'database' | 'origin' | 'institution' | 'issuer';
}

/** The configuration cannot be used; `faults` names each variable. */
export class ConfigFault extends Error {
  constructor(readonly faults: VariableFault[]) {
    super(faults.map(({ name, problem }) => `${name}: ${problem}`).join(', '));
    this.name = 'ConfigFault';
  }
}

const LIVE = ['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL', 'MAIL_FROM', 'MAIL_REPLY_TO', 'NEMCON_KEY_FILE'] as const;

/**
 * Reads the configuration from environment variables.
 * With none of the six of a real installation set, it is the trial; with any of them set, all are needed,
 * so that a forgotten variable can never turn a real installation into a trial.
 */
export function readConfig(env: Record<string, string | undefined>, folder = join(packageRoot, 'var')): Config {
  const faults: VariableFault[] = [];
  const given = (name: string): string | undefined => env[name]?.trim() || undefined;
  const mode = LIVE.some((name) => given(name)) ? 'live' : 'trial';

  const port = Number(given('PORT') ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) faults.push({ name: 'PORT', problem: 'port' });
  const host = given('HOST') ?? '127.0.0.1';
  const proxies = given('TRUSTED_PROXIES');
  const trustedProxies = proxies === 'none' ? [] : (proxies ?? '').split(',').map((a) => a.trim()).filter(Boolean);
  if (!trustedProxies.every(isNetwork)) faults.push({ name: 'TRUSTED_PROXIES', problem: 'proxies' });
  const institution = readInstitution(given, faults);
  const factor = given('SECOND_FACTOR') ?? (mode === 'trial' ? 'optional' : 'required');
  if (factor !== 'required' && factor !== 'optional') faults.push({ name: 'SECOND_FACTOR', problem: 'secondFactor' });
  const shared = { mode, host, port, trustedProxies, institution, secondFactor: factor as Config['secondFactor'] } as const;

  if (mode === 'trial') {
    if (faults.length) throw new ConfigFault(faults);
    return {
      ...shared,
      database: { kind: 'sqlite', file: join(folder, 'trial.sqlite') },
      smtpUrl: null,
      publicUrl: `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`,
      mailFrom: 'Office of the President (trial) <noreply@nemcon.example>',
      contact: 'office@nemcon.example',
      keyFile: join(folder, 'trial.key'),
    };
  }

  for (const name of LIVE) if (!given(name)) faults.push({ name, problem: 'missing' });
  const database = readDatabase(given('DATABASE_URL'), faults);
  const smtpUrl = given('SMTP_URL') ?? null;
  if (smtpUrl && !/^smtps?:\/\/[^/]+/.test(smtpUrl)) faults.push({ name: 'SMTP_URL', problem: 'smtp' });
  const publicUrl = readOrigin(given('PUBLIC_URL'), faults);
  // The service itself speaks plain http: behind a proxy that nobody named, all who come through it share one limit of tries.
  if (publicUrl.startsWith('https:') && !proxies) faults.push({ name: 'TRUSTED_PROXIES', problem: 'proxiesMissing' });
  const mailFrom = given('MAIL_FROM') ?? '';
  if (mailFrom && !/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(mailFrom)) {
    faults.push({ name: 'MAIL_FROM', problem: 'mailFrom' });
  }
  const contact = given('MAIL_REPLY_TO') ?? '';
  if (contact && !isMailAddress(contact)) faults.push({ name: 'MAIL_REPLY_TO', problem: 'replyTo' });
  if (faults.length || !database) throw new ConfigFault(faults);
  return { ...shared, database, smtpUrl, publicUrl, mailFrom, contact, keyFile: resolve(given('NEMCON_KEY_FILE')!) };
}

/** An IP address, or a network of a length that leaves somebody out. */
function isNetwork(text: string): boolean {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if (!family || rest.length) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) > 0 && Number(length) <= (family === 4 ? 32 : 128));
}

function readDatabase(url: string | undefined, faults: VariableFault[]): DatabaseAddress | null {
  if (!url) return null;
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', url };
  const file = /^sqlite:(.+)$/.exec(url)?.[1];
  if (file) return { kind: 'sqlite', file: isAbsolute(file) ? file : resolve(file) };
  faults.push({ name: 'DATABASE_URL', problem: 'database' });
  return null;
}

function readOrigin(url: string | undefined, faults: VariableFault[]): string {
  if (!url) return '';
  try {
    const { protocol, origin, pathname } = new URL(url);
    if (/^https?:$/.test(protocol) && pathname === '/') return origin;
  } catch {
    // falls through to the same fault
  }
  faults.push({ name: 'PUBLIC_URL', problem: 'origin' });
  return '';
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** All three variables or none: half an institution would be a door that nobody can open. */
function readInstitution(given: (name: string) => string | undefined, faults: VariableFault[]): InstitutionConfig | null {
  const [url, clientId, clientSecret, acr] = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ACR'].map(given);
  if (!url && !clientId && !clientSecret && !acr) return null;
  const missing = Object.entries({ OIDC_ISSUER: url, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret }).filter(([, value]) => !value);
  faults.push(...missing.map(([name]) => ({ name, problem: 'institution' as const })));
  let issuer: URL | null = null;
  try {
    if (url) issuer = new URL(url);
  } catch {
    // falls through to the fault below
  }
  if (url && !(issuer?.protocol === 'https:' || (issuer?.protocol === 'http:' && LOOPBACK.includes(issuer.hostname)))) {
    faults.push({ name: 'OIDC_ISSUER', problem: 'issuer' });
  }
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret, acr: (acr ?? '').split(/\s+/).filter(Boolean) } : null;
}
