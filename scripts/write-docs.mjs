// Writes the documents that are generated from the code. Run after the build.
import { writeFileSync } from 'node:fs';
import { readme } from '../dist/workflows/describe.js';

writeFileSync(new URL('../workflows/README.md', import.meta.url), readme());
