import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { readConfig, type Config } from './platform/config.js';
import { causeOf, greeting, start } from './start.js';

let config: Config | null = null;
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  config = readConfig(process.env);
  process.stdout.write(`${greeting(await start(config)).join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${causeOf(error, config) ?? String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
