import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DatabaseAddress } from '../../src/platform/config.js';

export interface Setup {
  database: DatabaseAddress;
  keyFile: string;
  port: number;
  now: string;
  smtpUrl?: string;
  /** A planted fault that a test must catch. */
  fault?: 'words of the moment' | 'settled before it is sent' | 'list read before it changed';
}

/** What the process is told: how far its clock runs ahead of the machine's, or to make a list final. */
export type Order = { offset: number } | { finalize: string };

export interface Process {
  url: string;
  setOffset(milliseconds: number): Promise<void>;
  finalize(listId: string): Promise<boolean>;
  /** `SIGKILL` leaves it no time for anything. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const support = join('test', 'support');

/** The service in an operating-system process of its own. */
export async function startProcess(setup: Setup): Promise<Process> {
  const child = fork(join(support, 'process.ts'), [JSON.stringify(setup)], {
    execArgv: ['--no-warnings', '--import', pathToFileURL(join(support, 'typescript.mjs')).href], stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [{ url }] = (await Promise.race([once(child, 'message'), ended.then(() => { throw new Error('The process ended before it was ready'); })])) as [{ url: string }];
  return {
    url,
    async setOffset(offset) {
      child.send({ offset } satisfies Order);
      await once(child, 'message');
    },
    async finalize(listId) {
      child.send({ finalize: listId } satisfies Order);
      return ((await once(child, 'message')) as [{ finalized: boolean }])[0].finalized;
    },
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
