import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

/** How much of the log waits for a reader that is slow, in letters; what is more is left out. */
const MOST_WAITING = 1_000_000;

/**
 * The standard output. Lines that it does not take, because its disk is full, wait for room. pino's own way is to end the process then,
 * and before that to wait for room for ever, while nobody is answered.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ sync: false, maxLength: MOST_WAITING });
  output.removeAllListeners('error');
  output.on('error', () => undefined);
  output.flushSync = () => undefined;
  return output;
}

/** The service's log: one line of JSON each. It names routes, never addresses with tokens, bodies or people. */
export class Log implements LoggerService {
  readonly #pino: Logger;

  /** Writes to the standard output unless told where else. */
  constructor(level: 'silent' | 'warn' | 'info' = 'info', to: DestinationStream = standardOutput()) {
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
