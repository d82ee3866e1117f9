import { statSync } from 'node:fs';
import { Custody } from './custody/index.js';
import { makeDemonstration, type DemonstrationLinks } from './demonstration/index.js';
import { ConfigFault, type Config } from './platform/config.js';
import { holdService, storageFault } from './platform/database.js';
import { Catalogs, type Translate } from './platform/i18n.js';
import { StartFault } from './platform/start-fault.js';
import { createServer, openGround } from './server.js';

/** A service that listens: where, and in the trial the links to begin with. */
export interface Started {
  url: string;
  host: string;
  port: number;
  /** Lists whose destroyed key had come back with a restored folder, and was destroyed again. */
  returned: string[];
  /** The key file, where every account of the machine may read it. */
  keyOpen: string | null;
  trial: { office: string; mission: string; missionState: string; status: string; apply: string } | null;
}

/** Starts the service and listens. On SQLite this process is the only one that may serve the file. */
export async function start(config: Config): Promise<Started> {
  const release = holdService(config.database);
  process.once('exit', release);
  const app = await createServer(await openGround(config));
  const { returned } = await app.get(Custody, { strict: false }).mustStand().catch(async (fault: unknown) => {
    await app.close();
    release();
    throw fault;
  });
  const links = config.mode === 'trial' ? await makeDemonstration((type) => app.get(type as never, { strict: false })) : null;
  await app.listen(config.port, config.host);
  return { url: config.publicUrl, host: config.host, port: config.port, returned, keyOpen: isOpen(config.keyFile) ? config.keyFile : null, trial: links && whole(config.publicUrl, links) };
}

const isOpen = (file: string): boolean => process.platform !== 'win32' && (statSync(file).mode & 0o004) !== 0;

const whole = (origin: string, { office, mission, status, apply }: DemonstrationLinks): Started['trial'] => (
  { office: `${origin}${office}`, mission: `${origin}${mission.path}`, missionState: mission.state, status: `${origin}${status}`, apply: `${origin}${apply}` }
);

/** What a person reads who has started it. */
export function greeting({ url, host, port, returned, keyOpen, trial }: Started): string[] {
  const t = new Catalogs().in('en');
  if (!trial) return [t('cli:serve.started', { url, host, port }), ...returned.map((list) => t('cli:serve.returned', { list })), ...(keyOpen ? [t('cli:serve.keyOpen', { file: keyOpen })] : [])];
  const links: [string, string][] = [
    [t('cli:demo.office'), trial.office], [t('cli:demo.mission', { state: trial.missionState }), trial.mission], [t('cli:demo.status'), trial.status],
    [t('cli:demo.apply'), trial.apply],
  ];
  const width = Math.max(...links.map(([label]) => label.length));
  return [t('cli:demo.started'), '', ...links.map(([label, link]) => `  ${label.padEnd(width)}  ${link}`), ''];
}

/** What keeps an installation from being opened, in words for whoever runs it; null for a fault that nobody foresaw. */
export function causeOf(error: unknown, config: Config | null, t: Translate = new Catalogs().in('en')): string | null {
  if (error instanceof ConfigFault) return [t('cli:config.cannot'), ...error.faults.map(({ name, problem }) => `  ${name}: ${t(`cli:config.${problem}`)}`)].join('\n');
  if (error instanceof StartFault) return t(`cli:cause.${error.why}`, error.params);
  const { code, message = '' } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' && config) return t('cli:cause.port', { port: config.port, host: config.host });
  if (code === 'EACCES' && config) return t('cli:cause.access', { port: config.port });
  const away = storageFault(error);
  if (away && config) return config.database.kind === 'postgres' ? t('cli:cause.postgres', { message: away }) : t('cli:cause.databaseFile', { file: config.database.file, message: away });
  if (code === 'ERR_DLOPEN_FAILED' || /bindings file|better_sqlite3\.node/.test(message)) return t('cli:cause.sqlite');
  return null;
}
