import { Application } from '../../../src/applications/application.entity.js';
import { Applications, ApplyHandlers, BeginApplicationHandler, Calls, OpenCallHandler, ScreeningHandlers, type Applicant, type ApplicationForm } from '../../../src/applications/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { officer } from '../../support/round.js';
import type { Service } from '../../support/service.js';

export const CLOSING = { wallTime: '2026-12-08T17:00', zone: 'America/New_York' };
export const AFTER_CLOSING = '2026-12-08T22:00:01.000Z';

/** A complete form of an invented organization. */
export const complete: ApplicationForm = {
  name: 'جمعية مخترعة للمهاجرين', latinName: 'Invented Association for Migrants', country: 'Egypt', category: 'civil-society', website: 'www.invented.example',
  purpose: 'Advice to migrants.', relevance: 'Works with migrants every day.', headName: 'Invented Head', contactName: 'Invented Contact', womenLed: 'yes', consent: 'yes',
};

export interface Answer {
  status: number;
  location: string | null;
  headers: Headers;
  text: string;
}

/** An applicant's browser without scripts: keeps cookies, sends a form with the marks that its page carries. */
export interface Browser {
  cookie(): string;
  get(path: string): Promise<Answer>;
  post(path: string, fields: Record<string, string>, from?: string): Promise<Answer>;
  upload(path: string, fields: Record<string, string>, file: { name: string; bytes: Buffer } | null, field?: string): Promise<Answer>;
}

const hidden = (html: string, name: string): string | undefined => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

export function browserOf(service: Service, language = 'en'): Browser {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(service.url + path, { ...init, redirect: 'manual', headers: { 'accept-language': language, cookie: cookie() } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value) jar.set(name!, value);
      else jar.delete(name!);
    }
    return { status: response.status, location: response.headers.get('location'), headers: response.headers, text: await response.text() };
  };
  const carried = async (from: string): Promise<[string, string][]> => {
    const { text } = await ask(from);
    return ['_csrf', 'seen'].flatMap((name) => { const value = hidden(text, name); return value === undefined ? [] : [[name, value] as [string, string]]; });
  };
  return {
    cookie,
    get: (path) => ask(path),
    post: async (path, fields, from = path) => ask(path, { method: 'POST', body: new URLSearchParams([...(await carried(from)).filter(([name]) => !(name in fields)), ...Object.entries(fields)]) }),
    async upload(path, fields, file, field = 'document') {
      const body = new FormData();
      for (const [name, value] of [...(await carried(path)), ...Object.entries(fields)]) body.append(name, value);
      if (file) body.append(field, new Blob([new Uint8Array(file.bytes)]), file.name);
      return ask(path, { method: 'POST', body });
    },
  };
}

/** Calls under these tracks, open now. */
export async function openCalls(service: Pick<Service, 'get'>, conferenceId: string, tracks = ['6b', 'nhri'], closing = CLOSING): Promise<void> {
  for (const track of tracks) await service.get(OpenCallHandler).execute({ conferenceId, track, opensAt: null, ...closing }, officer);
}

export const link = (service: Pick<Service, 'get'>, { applicationId }: Applicant): string => `/apply/link/${service.get(Keys).token('application', applicationId, '1')}`;

/** Whoever asked with this address. */
export async function applicantOf(service: Pick<Service, 'get'>, conferenceId: string, email: string, track = '6b'): Promise<Applicant> {
  const row = await service.get(Reader).manager.findOneByOrFail(Application, { emailTag: service.get(Applications).emailTag(conferenceId, track, email) });
  return { kind: 'applicant', applicationId: row.id };
}

/** An application that was begun, and sent unless `form` is null. */
export async function application(service: Pick<Service, 'get'>, conferenceId: string, email: string, form: ApplicationForm | null = complete, track = '6b'): Promise<Applicant> {
  const call = (await service.get(Calls).of(conferenceId)).find((one) => one.track === track)!;
  await service.get(BeginApplicationHandler).execute({ callId: call.id, email, language: 'en' });
  const applicant = await applicantOf(service, conferenceId, email, track);
  if (form) {
    await service.get(ApplyHandlers).save({ typed: form }, applicant);
    await service.get(ApplyHandlers).submit({}, applicant);
  }
  return applicant;
}

/** Screened as eligible, by two officers. */
export async function eligible(service: Pick<Service, 'get'>, applicationId: string): Promise<void> {
  await service.get(ScreeningHandlers).recommend({ applicationId, outcome: 'eligible' }, officer);
  await service.get(ScreeningHandlers).decide({ applicationId, outcome: 'eligible' }, { ...officer, id: 'second-officer', name: 'Second Officer' });
}

/** A browser on which the application is open. */
export async function inside(service: Service, applicant: Applicant, language = 'en'): Promise<Browser> {
  const browser = browserOf(service, language);
  await browser.post(link(service, applicant), { open: 'yes' });
  return browser;
}
