// Builds the style sheets (left-to-right and right-to-left) and copies the icons into dist/assets.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import rtlcss from 'rtlcss';
import { compile } from 'sass';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const target = join(root, 'dist', 'assets');
mkdirSync(target, { recursive: true });

const { css } = compile(join(root, 'assets', 'main.scss'), { style: 'compressed', loadPaths: [join(root, 'node_modules')], quietDeps: true });
const files = { 'main.css': css, 'main.rtl.css': rtlcss.process(css) };
for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text);
for (const name of ['mark.svg']) cpSync(join(root, 'assets', name), join(target, name));

// Addresses carry the content's hash, so that browsers may keep the files.
const hash = (name) => createHash('sha256').update(readFileSync(join(target, name))).digest('hex').slice(0, 12);
writeFileSync(join(target, 'manifest.json'), JSON.stringify(Object.fromEntries(['main.css', 'main.rtl.css', 'mark.svg'].map((name) => [name, hash(name)]))));
