import type { MigrationInterface, QueryRunner } from 'typeorm';
import { eachModality } from './each-modality.js';

type Cells = Record<string, string>;
interface Stored {
  disclosure: Record<string, Cells>;
  retention?: object;
  sources: Record<string, object>;
}

const EARLIER = { paragraph: null, interpretation: 'The conference was opened before this was a field of the modality.' };

/** What of the matrix decided nothing is fixed now; what was read is kept as it was read. */
function fix({ disclosure }: Stored): void {
  for (const fact of ['objectionExists', 'objector', 'basis']) {
    const { requestingState = 'no', memberStates = 'no' } = disclosure[fact]!;
    const told = [requestingState, memberStates];
    const asked = told.some((cell) => ['yes', 'onRequest', 'atCirculation'].includes(cell)) ? 'onRequest' : told.includes('atFinalization') ? 'atFinalization' : 'no';
    disclosure[fact] = { office: 'yes', objector: 'own', requestingState: asked, memberStates: 'no', organization: 'no', public: 'no' };
  }
  const published = (fact: string, cells: Cells): string => cells[disclosure[fact]!['public']!] ?? 'no';
  for (const [fact, when, shown] of [
    ['proposedNames', 'atCirculation', published('proposedNames', { yes: 'atCirculation', atCirculation: 'atCirculation', atFinalization: 'atFinalization' })],
    ['finalNames', 'atFinalization', published('finalNames', { yes: 'atFinalization', atCirculation: 'atFinalization', atFinalization: 'atFinalization' })],
  ] as const) disclosure[fact] = { office: 'yes', objector: when, requestingState: when, memberStates: when, organization: shown, public: shown };
}

/** How long what is sealed of a list is kept, and when a list was withdrawn; both count from a list's end. */
export class Retention1700000000020 implements MigrationInterface {
  name = 'Retention1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    await runner.query(`ALTER TABLE "list" ADD COLUMN "withdrawnAt" text`);
    for (const { entry } of (await runner.query(`SELECT "entry" FROM "record_entry" WHERE "entry" LIKE '{"act":"list.withdrawn"%'`)) as { entry: string }[]) {
      const { at, list } = JSON.parse(entry) as { at: string; list: string };
      await runner.query(`UPDATE "list" SET "withdrawnAt" = ${place[0]} WHERE "id" = ${place[1]}`, [at, list]);
    }
    await eachModality<Stored>(runner, (document) => {
      fix(document);
      document.retention ??= { months: 60 };
      document.sources['/retention'] ??= EARLIER;
    });
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
