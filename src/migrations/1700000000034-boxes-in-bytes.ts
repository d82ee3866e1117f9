import type Database from 'better-sqlite3';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnlyOnSqlite } from './1700000000001-the-round.js';

/**
 * What each filing writes becomes less: boxes stand as bytes, and one index does for what a State filed and for what may not be filed
 * twice. All boxes of before become bytes too, or one that is sealed anew would stand out among them. Before some the state still
 * stands as text; they stay the bytes of their text until the service seals them when it starts.
 */
export class BoxesInBytes1700000000034 implements MigrationInterface {
  name = 'BoxesInBytes1700000000034';

  async up(runner: QueryRunner): Promise<void> {
    const postgres = runner.connection.options.type === 'postgres';
    if (!postgres) ((await runner.connect()) as Database.Database).function('box_bytes', { deterministic: true }, boxBytes);
    const statements = postgres ? POSTGRES : SQLITE;
    for (const statement of [...statements, ...SAME]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

/** What a box in bytes begins with, and one as text. */
const [BYTES, TEXT] = [2, 'v1.'];
const boxBytes = (sealed: string | null): Buffer | null =>
  (sealed === null ? null : sealed.startsWith(TEXT) ? Buffer.concat([Buffer.of(BYTES), Buffer.from(sealed.slice(TEXT.length), 'base64url')]) : Buffer.from(sealed));
/** The same in the words of PostgreSQL, which knows neither base64url nor base64 without padding. */
const BOX_BYTES = `CASE WHEN "sealed" LIKE '${TEXT}%' THEN '\\x0${BYTES}'::bytea
  || decode(rpad(translate(substr("sealed", ${TEXT.length + 1}), '-_', '+/'), (length("sealed") - ${TEXT.length} + 3) / 4 * 4, '='), 'base64') ELSE convert_to("sealed", 'UTF8') END`;

const POSTGRES = [
  ...['objection', 'filing', 'record_entry'].map((table) => `ALTER TABLE "${table}" ALTER COLUMN "sealed" TYPE bytea USING ${BOX_BYTES}`),
  `ALTER TABLE "filing" DROP CONSTRAINT "filing_pkey", ADD PRIMARY KEY ("ownerTag", "id")`,
  `DROP INDEX "filing_owner"`, `DROP INDEX "objection_owner"`, `DROP INDEX "objection_once"`,
];

const T = 'text NOT NULL';
/** SQLite changes neither the type of a column nor a key: the table is made anew, the record's with what guards it. */
const SQLITE = [
  ...madeAnew('objection', `"id" text PRIMARY KEY, "listId" ${T}, "filingId" ${T}, "sealed" blob NOT NULL, "uniqueTag" ${T}, "ownerTag" ${T}`, '"id", "listId", "filingId", box_bytes("sealed"), "uniqueTag", "ownerTag"'),
  `CREATE INDEX "objection_list" ON "objection" ("listId")`,
  ...madeAnew(
    'filing', `"id" ${T}, "listId" ${T}, "reference" ${T}, "sealed" blob NOT NULL, "ownerTag" ${T}, "sameTag" ${T}, "markTag" text, PRIMARY KEY ("ownerTag", "id")`,
    '"id", "listId", "reference", box_bytes("sealed"), "ownerTag", "sameTag", "markTag"',
  ),
  `CREATE UNIQUE INDEX "filing_mark" ON "filing" ("markTag")`,
  ...madeAnew(
    'record_entry', `"seq" integer PRIMARY KEY, "id" ${T}, "listId" text, "entry" ${T}, "hash" ${T}, "sealed" blob`,
    '"seq", "id", "listId", "entry", "hash", box_bytes("sealed")',
  ),
  `CREATE UNIQUE INDEX "record_entry_id" ON "record_entry" ("id")`,
  `CREATE INDEX "record_entry_list" ON "record_entry" ("listId", "seq")`,
  ...appendOnlyOnSqlite('record_entry'),
];

const SAME = [`CREATE UNIQUE INDEX "objection_once" ON "objection" ("ownerTag", "uniqueTag")`];

function madeAnew(table: string, columns: string, values: string): string[] {
  return [`ALTER TABLE "${table}" RENAME TO "${table}_before"`, `CREATE TABLE "${table}" (${columns})`, `INSERT INTO "${table}" SELECT ${values} FROM "${table}_before"`, `DROP TABLE "${table}_before"`];
}
