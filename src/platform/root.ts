import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ancestors = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...ancestors(dirname(folder))];

/** The package's own folder: the same from `src/` under Jest and from `dist/src/`. */
export const packageRoot: string = ancestors(dirname(fileURLToPath(import.meta.url))).find(
  (folder) => existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'templates')),
)!;
