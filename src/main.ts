import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { makeDemonstration } from './demonstration/index.js';
import { ConfigFault, readConfig, type Config } from './platform/config.js';
import { DatabaseInUse, holdService } from './platform/database.js';
import { KeyFileFault } from './platform/key-store.js';
import { createServer, openGround } from './server.js';

/** What keeps the service from starting, in words for whoever installs it; null for a fault that nobody foresaw. */
function causeOf(error: unknown, config: Config | null): string | null {
  if (error instanceof ConfigFault || error instanceof DatabaseInUse || error instanceof KeyFileFault) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'EADDRINUSE') return `Port ${config?.port} of ${config?.host} is taken by another program. Set PORT to a free one.`;
  if (code === 'EACCES' && config) return `This account may not listen on port ${config.port} or not write to the folder of the database.`;
  if (code === 'ERR_DLOPEN_FAILED' || /bindings file|better_sqlite3\.node/.test(message ?? '')) {
    return [
      'SQLite cannot be loaded: the package better-sqlite3 was installed without its binary for this machine and this version of Node.',
      'Run "npm rebuild better-sqlite3". Where no ready binary fits, it is built, which needs Python 3, make and a C++ compiler.',
      'Or set DATABASE_URL to a PostgreSQL database.',
    ].join('\n');
  }
  return null;
}

async function start(config: Config): Promise<void> {
  const release = holdService(config.database);
  process.once('exit', release);
  const app = await createServer(await openGround(config));
  const links = config.mode === 'trial' ? await makeDemonstration((type) => app.get(type as never, { strict: false })) : null;
  await app.listen(config.port, config.host);
  const lines = links
    ? [
        'Nemcon, trial: no message leaves this machine.', '',
        `  Office console, signed in       ${config.publicUrl}${links.office}`,
        `  A Mission's letter (${links.mission.state})  ${config.publicUrl}${links.mission.path}`,
        `  An organization's status        ${config.publicUrl}${links.status}`,
        `  An organization applies         ${config.publicUrl}${links.apply}`, '',
      ]
    : [`Nemcon serves ${config.publicUrl} on ${config.host}:${config.port}.`];
  process.stdout.write(`${lines.join('\n')}\n`);
}

let config: Config | null = null;
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  config = readConfig(process.env);
  await start(config);
} catch (error) {
  process.stderr.write(`${causeOf(error, config) ?? String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
