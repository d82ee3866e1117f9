import type { MigrationInterface, QueryRunner } from 'typeorm';
import { eachModality } from './each-modality.js';

interface Limits {
  linkCode: { asked: boolean; tries: number | null };
  reasons: { rule: string; maxLength: number | null };
}

/** A modality limits no tries of a code that nobody asks for, and no length of a basis that nobody states. */
export class LimitsWithoutEffect1700000000026 implements MigrationInterface {
  name = 'LimitsWithoutEffect1700000000026';

  async up(runner: QueryRunner): Promise<void> {
    await eachModality<Limits>(runner, ({ linkCode, reasons }) => {
      if (!linkCode.asked) linkCode.tries = null;
      if (reasons.rule === 'none') reasons.maxLength = null;
    });
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
