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

  /** An error that no rule foresaw. */
  fault(error: unknown, route: string): void {
    this.#pino.error({ ...faultOf(error), route }, 'fault');
  }
}

/**
 * What may be told of an error that no rule foresaw: its kind, and where it came from. Its words may quote what somebody wrote, and
 * those of a database the values of the statement; lines of them may even look like lines of a stack.
 */
export function faultOf(error: unknown): { kind: string; stack: string; code?: string } {
  if (!(error instanceof Error)) return { kind: typeof error, stack: '' };
  const { name, message, stack = '', code } = error as NodeJS.ErrnoException;
  const words = stack.indexOf(message);
  const lines = words < 0 ? [] : stack.slice(words + message.length).split('\n');
  return {
    kind: name, stack: lines.filter((line) => /^\s+at /.test(line)).slice(0, 6).join('\n'),
    ...(typeof code === 'string' && /^\w+$/.test(code) ? { code } : {}),
  };
}
