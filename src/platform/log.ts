import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

/** The service's log: one line of JSON each. It names routes, never addresses with tokens, bodies or people. */
export class Log implements LoggerService {
  readonly #pino: Logger;

  /** Writes to the standard output unless told where else. */
  constructor(level: 'silent' | 'warn' | 'info' = 'info', to?: DestinationStream) {
    this.#pino = pino({ level, base: undefined }, to);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#pino.debug({ at: rest.at(-1) }, String(message));
  }

  info(message: string, facts: Record<string, unknown> = {}): void {
    this.#pino.info(facts, message);
  }

  warn(message: unknown): void {
    this.#pino.warn(String(message));
  }

  error(message: unknown): void {
    this.#pino.error(String(message));
  }

  /** An error that no rule foresaw. Database errors carry the values of the statement: only their kind is written. */
  fault(error: unknown, route: string): void {
    const kind = error instanceof Error ? error.name : typeof error;
    const stack = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 6).join('\n') : '';
    this.#pino.error({ kind, route, stack }, 'fault');
  }
}
