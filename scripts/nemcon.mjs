#!/usr/bin/env node
// The command: not among what is built, so that it stays executable however often the program is built anew.
import '../dist/src/cli.js';
