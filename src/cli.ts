#!/usr/bin/env node
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { run } from './cli/run.js';
import type { Io } from './cli/shell.js';

if (existsSync('.env')) process.loadEnvFile('.env');
const io: Io = {
  out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text),
  env: process.env, terminal: process.stdout.isTTY ?? false, exit: 0,
};
await run(process.argv.slice(2), io);
if (io.exit) process.exitCode = io.exit;
