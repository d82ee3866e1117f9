import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { EXIT } from './cli/shell.js';
import { readConfig, type Config } from './platform/config.js';
import { causeOf, greeting, start } from './start.js';

// A service whose greeting nobody can keep, because the disk is full, serves all the same.
process.stdout.on('error', () => undefined);
let config: Config | null = null;
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  config = readConfig(process.env);
  process.stdout.write(`${greeting(await start(config)).join('\n')}\n`);
} catch (error) {
  const cause = causeOf(error, config);
  process.stderr.write(`${cause ?? String((error as Error).stack ?? error)}\n`);
  process.exit(cause ? EXIT.configuration : EXIT.fault);
}
