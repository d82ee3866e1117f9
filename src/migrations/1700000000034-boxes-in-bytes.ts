import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each filing writes becomes less: boxes stand as bytes (those of before as the bytes of their text), and one index does for what a
 * State filed and for what may not be filed twice.
 */
export class BoxesInBytes1700000000034 implements MigrationInterface {
  name = 'BoxesInBytes1700000000034';

  async up(runner: QueryRunner): Promise<void> {
    const statements = runner.connection.options.type === 'postgres' ? POSTGRES : SQLITE;
    for (const statement of [...statements, ...SAME]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const POSTGRES = [
  ...['objection', 'filing', 'record_entry'].map((table) => `ALTER TABLE "${table}" ALTER COLUMN "sealed" TYPE bytea USING convert_to("sealed", 'UTF8')`),
  `ALTER TABLE "filing" DROP CONSTRAINT "filing_pkey", ADD PRIMARY KEY ("ownerTag", "id")`,
  `DROP INDEX "filing_owner"`, `DROP INDEX "objection_owner"`, `DROP INDEX "objection_once"`,
];

const T = 'text NOT NULL';
/** SQLite changes neither the type of a column nor a key: the table is made anew, the record's with what guards it. */
const SQLITE = [
  ...madeAnew('objection', `"id" text PRIMARY KEY, "listId" ${T}, "filingId" ${T}, "sealed" blob NOT NULL, "uniqueTag" ${T}, "ownerTag" ${T}`, '"id", "listId", "filingId", CAST("sealed" AS BLOB), "uniqueTag", "ownerTag"'),
  `CREATE INDEX "objection_list" ON "objection" ("listId")`,
  ...madeAnew(
    'filing', `"id" ${T}, "listId" ${T}, "reference" ${T}, "sealed" blob NOT NULL, "ownerTag" ${T}, "sameTag" ${T}, "markTag" text, PRIMARY KEY ("ownerTag", "id")`,
    '"id", "listId", "reference", CAST("sealed" AS BLOB), "ownerTag", "sameTag", "markTag"',
  ),
  `CREATE UNIQUE INDEX "filing_mark" ON "filing" ("markTag")`,
  ...madeAnew(
    'record_entry', `"seq" integer PRIMARY KEY, "id" ${T}, "listId" text, "entry" ${T}, "hash" ${T}, "sealed" blob`,
    '"seq", "id", "listId", "entry", "hash", CAST("sealed" AS BLOB)',
  ),
  `CREATE UNIQUE INDEX "record_entry_id" ON "record_entry" ("id")`,
  `CREATE INDEX "record_entry_list" ON "record_entry" ("listId", "seq")`,
  ...['UPDATE', 'DELETE'].map((change) => (
    `CREATE TRIGGER "record_entry_no_${change.toLowerCase()}" BEFORE ${change} ON "record_entry" BEGIN SELECT RAISE(ABORT, 'The record is append-only'); END`
  )),
];

const SAME = [`CREATE UNIQUE INDEX "objection_once" ON "objection" ("ownerTag", "uniqueTag")`];

function madeAnew(table: string, columns: string, values: string): string[] {
  return [`ALTER TABLE "${table}" RENAME TO "${table}_before"`, `CREATE TABLE "${table}" (${columns})`, `INSERT INTO "${table}" SELECT ${values} FROM "${table}_before"`, `DROP TABLE "${table}_before"`];
}
