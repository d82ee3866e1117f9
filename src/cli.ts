import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { run } from './cli/run.js';
import { EXIT, type Io } from './cli/shell.js';

if (existsSync('.env')) process.loadEnvFile('.env');
const io: Io = {
  out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text),
  env: process.env, terminal: process.stdout.isTTY ?? false, exit: 0,
};
// Whoever reads may stop before the end (`| head`): what was begun is still done, and ends as it would have. Where a disk is full it is done too, and called a fault, since nobody reads what came of it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') process.exitCode = EXIT.fault; });
await run(process.argv.slice(2), io);
// At once where it failed: a service that could not be started whole must not stay half open.
if (io.exit) process.stdout.write('', () => process.exit(io.exit));
