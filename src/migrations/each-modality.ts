import type { QueryRunner } from 'typeorm';

/** Changes the modality of every conference in place; `T` says what of it the migration reads. */
export async function eachModality<T>(runner: QueryRunner, change: (document: T) => void): Promise<void> {
  const place = runner.connection.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
  for (const { id, modality } of (await runner.query(`SELECT "id", "modality" FROM "conference"`)) as { id: string; modality: string }[]) {
    const document = JSON.parse(modality) as T;
    change(document);
    await runner.query(`UPDATE "conference" SET "modality" = ${place[0]} WHERE "id" = ${place[1]}`, [JSON.stringify(document), id]);
  }
}
