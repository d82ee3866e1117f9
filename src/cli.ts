import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { run } from './cli/run.js';
import type { Io } from './cli/shell.js';

if (existsSync('.env')) process.loadEnvFile('.env');
const io: Io = {
  out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text),
  env: process.env, terminal: process.stdout.isTTY ?? false, exit: 0,
};
// Whoever reads may stop before the end (`| head`): what was begun is still done, and ends as it would have.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
await run(process.argv.slice(2), io);
// At once where it failed: a service that could not be started whole must not stay half open.
if (io.exit) process.stdout.write('', () => process.exit(io.exit));
