import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the round. Only column types that both databases keep alike: text, integer, boolean. */
export class TheRound1700000000001 implements MigrationInterface {
  name = 'TheRound1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    const T = 'text NOT NULL';
    const statements = [
      `CREATE TABLE "setting" ("key" text PRIMARY KEY, "value" ${T})`,

      `CREATE TABLE "officer" ("id" text PRIMARY KEY, "name" ${T}, "email" ${T}, "roles" ${T}, "createdAt" ${T})`,
      `CREATE UNIQUE INDEX "officer_email" ON "officer" ("email")`,
      `CREATE TABLE "officer_token" ("tokenHash" text PRIMARY KEY, "officerId" ${T}, "label" ${T}, "createdAt" ${T}, "revokedAt" text)`,
      `CREATE TABLE "officer_sign_in" ("tokenHash" text PRIMARY KEY, "officerId" ${T}, "expiresAt" ${T}, "usedAt" text)`,
      `CREATE TABLE "officer_session" ("tokenHash" text PRIMARY KEY, "officerId" ${T}, "csrf" ${T}, "createdAt" ${T}, "expiresAt" ${T})`,

      `CREATE TABLE "mission" ("iso2" text PRIMARY KEY, "language" ${T})`,
      `CREATE TABLE "mission_address" ("id" text PRIMARY KEY, "iso2" ${T}, "address" ${T}, "addedAt" ${T}, "removedAt" text)`,
      `CREATE INDEX "mission_address_iso2" ON "mission_address" ("iso2")`,

      `CREATE TABLE "conference" ("id" text PRIMARY KEY, "slug" ${T}, "title" ${T}, "modality" ${T}, "createdAt" ${T})`,
      `CREATE UNIQUE INDEX "conference_slug" ON "conference" ("slug")`,

      `CREATE TABLE "list" ("id" text PRIMARY KEY, "conferenceId" ${T}, "key" ${T}, "title" ${T}, "state" ${T}, "context" ${T},
        "version" integer NOT NULL, "placeLabels" ${T}, "createdAt" ${T}, "circulatedAt" text, "deadline" text, "finalizedAt" text,
        "proposedSymbol" text, "finalSymbol" text, "notedSymbol" text, "notedOn" text)`,
      `CREATE INDEX "list_conference" ON "list" ("conferenceId")`,
      `CREATE INDEX "list_due" ON "list" ("state", "deadline")`,
      `CREATE TABLE "silence_period" ("id" text PRIMARY KEY, "listId" ${T}, "round" integer NOT NULL, "kind" ${T}, "opensAt" ${T},
        "deadline" ${T}, "wallTime" ${T}, "zone" ${T}, "reason" text)`,
      `CREATE UNIQUE INDEX "silence_period_round" ON "silence_period" ("listId", "round")`,

      `CREATE TABLE "nomination" ("id" text PRIMARY KEY, "listId" ${T}, "position" integer NOT NULL, "name" ${T}, "matchKey" ${T},
        "acronym" text, "countryIso2" text, "countryText" text, "category" text, "website" text, "city" text, "contactEmail" text,
        "contactLanguage" text, "womenLed" boolean, "state" ${T}, "referenceHash" ${T}, "addedAt" ${T})`,
      `CREATE INDEX "nomination_list" ON "nomination" ("listId", "position")`,
      `CREATE UNIQUE INDEX "nomination_reference" ON "nomination" ("referenceHash")`,
      `CREATE TABLE "service_record" ("id" text PRIMARY KEY, "listId" ${T}, "iso2" ${T}, "means" ${T}, "reference" ${T},
        "servedAt" ${T}, "recordedAt" ${T}, "officerId" ${T})`,
      `CREATE INDEX "service_record_list" ON "service_record" ("listId", "iso2")`,
      `CREATE TABLE "reminder" ("id" text PRIMARY KEY, "listId" ${T}, "dueAt" ${T}, "audience" ${T}, "sentAt" text, "withdrawnAt" text)`,
      `CREATE INDEX "reminder_due" ON "reminder" ("sentAt", "dueAt")`,

      `CREATE TABLE "mission_link" ("tokenHash" text PRIMARY KEY, "listId" ${T}, "iso2" ${T}, "generation" integer NOT NULL,
        "issuedAt" ${T}, "revokedAt" text)`,
      `CREATE UNIQUE INDEX "mission_link_generation" ON "mission_link" ("listId", "iso2", "generation")`,
      `CREATE TABLE "mission_session" ("tokenHash" text PRIMARY KEY, "linkHash" ${T}, "listId" ${T}, "iso2" ${T}, "csrf" ${T},
        "createdAt" ${T}, "expiresAt" ${T}, "draft" ${T})`,
      `CREATE TABLE "mission_opening" ("listId" ${T}, "iso2" ${T}, "firstAt" ${T}, "lastAt" ${T}, PRIMARY KEY ("listId", "iso2"))`,
      `CREATE TABLE "misdirection" ("id" text PRIMARY KEY, "listId" ${T}, "iso2" ${T}, "at" ${T}, "note" text, "settledAt" text)`,

      `CREATE TABLE "objection" ("id" text PRIMARY KEY, "listId" ${T}, "filingId" ${T}, "sealed" ${T}, "uniqueTag" ${T}, "ownerTag" ${T},
        "state" ${T})`,
      `CREATE UNIQUE INDEX "objection_once" ON "objection" ("uniqueTag") WHERE "state" <> 'withdrawn'`,
      `CREATE INDEX "objection_owner" ON "objection" ("ownerTag")`,
      `CREATE INDEX "objection_list" ON "objection" ("listId")`,
      `CREATE TABLE "filing" ("id" text PRIMARY KEY, "listId" ${T}, "reference" ${T}, "sealed" ${T}, "ownerTag" ${T}, "sameTag" ${T})`,
      `CREATE INDEX "filing_owner" ON "filing" ("ownerTag")`,
      `CREATE TABLE "attachment" ("id" text PRIMARY KEY, "listId" ${T}, "sealed" ${T})`,

      `CREATE TABLE "record_entry" ("seq" integer PRIMARY KEY, "id" ${T}, "listId" text, "entry" ${T}, "hash" ${T}, "sealed" text)`,
      `CREATE UNIQUE INDEX "record_entry_id" ON "record_entry" ("id")`,
      `CREATE INDEX "record_entry_list" ON "record_entry" ("listId", "seq")`,
      `CREATE TABLE "record_checkpoint" ("seq" integer PRIMARY KEY, "at" ${T}, "hash" ${T}, "signature" ${T})`,
      ...appendOnly(runner, ['record_entry', 'record_checkpoint']),

      `CREATE TABLE "outbox_message" ("id" text PRIMARY KEY, "notice" ${T}, "listId" text, "iso2" text, "nominationId" text, "address" ${T},
        "language" ${T}, "data" ${T}, "queuedAt" ${T}, "state" ${T}, "attempts" integer NOT NULL, "dueAt" text, "claimedUntil" text,
        "response" text, "settledAt" text)`,
      `CREATE INDEX "outbox_due" ON "outbox_message" ("dueAt")`,
      `CREATE INDEX "outbox_list" ON "outbox_message" ("listId", "notice", "iso2")`,

      `CREATE TABLE "idempotency" ("keyHash" text PRIMARY KEY, "requestTag" ${T}, "status" integer NOT NULL, "sealed" ${T}, "day" ${T})`,
      `CREATE TABLE "trial_mail" ("id" text PRIMARY KEY, "at" ${T}, "recipient" ${T}, "subject" ${T}, "raw" ${T})`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The record is append-only: this migration is not undone');
  }
}

const WORDS = 'The record is append-only';

/** The database itself refuses to change or delete what was appended. */
function appendOnly(runner: QueryRunner, tables: string[]): string[] {
  if (runner.connection.options.type === 'postgres') {
    return [
      `CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${WORDS}'; END $$`,
      ...tables.map((table) => `CREATE TRIGGER "${table}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "${table}" EXECUTE FUNCTION "refuse_change"()`),
    ];
  }
  return tables.flatMap(appendOnlyOnSqlite);
}

export const appendOnlyOnSqlite = (table: string): string[] => ['UPDATE', 'DELETE'].map((change) => (
  `CREATE TRIGGER "${table}_no_${change.toLowerCase()}" BEFORE ${change} ON "${table}" BEGIN SELECT RAISE(ABORT, '${WORDS}'); END`
));
