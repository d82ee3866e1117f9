import { rmSync } from 'node:fs';

export default async function globalTeardown(): Promise<void> {
  const postgres = globalThis.postgresOfTests;
  if (!postgres) return;
  const gone = new Promise((done) => postgres.server.once('exit', done));
  postgres.server.kill('SIGINT');
  await gone;
  rmSync(postgres.folder, { recursive: true, force: true });
}
