import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/postgres.mjs';

declare global {
  var postgresOfTests: Awaited<ReturnType<typeof startPostgres>> | undefined;
}

/** Files of a run that need neither database nor browser are not made to wait for them. */
const needsServers = (patterns: string[]): boolean => patterns.length === 0 || !patterns.every((pattern) => /\.(unit|rules|arch)|workflows/.test(pattern));

/** One real PostgreSQL for the whole run. */
export default async function globalSetup(config: { testPathPatterns?: { patterns: string[] } }): Promise<void> {
  const root = process.cwd();
  if (!existsSync(join(root, 'dist', 'assets', 'manifest.json'))) spawnSync(process.execPath, ['scripts/build-assets.mjs'], { cwd: root, stdio: 'inherit' });
  if (!needsServers(config.testPathPatterns?.patterns ?? [])) return;
  globalThis.postgresOfTests = await startPostgres();
  process.env['NEMCON_TEST_POSTGRES'] = globalThis.postgresOfTests.url;
}
