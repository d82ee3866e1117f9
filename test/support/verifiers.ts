import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRoot } from '../../src/records/export-line.js';
import { Verifier, type Verdict } from '../../src/records/verify.js';

/** One case of docs/verify/vectors/cases.json. */
export interface VectorCase {
  name: string;
  file: string;
  key: string;
  roots: string[];
  receipts: string[];
  expect: Verdict;
}
export const vectorsFolder = resolve('docs/verify/vectors');
export const vectors = (): VectorCase[] => JSON.parse(readFileSync(join(vectorsFolder, 'cases.json'), 'utf8')) as VectorCase[];
export const fault = (verdict: Verdict): string | null => (verdict.ok ? null : verdict.fault);

type VerifierClass = typeof Verifier;
/** A whole export at once, by this verifier or a planted one. */
export function verdictOf(bytes: Buffer, asked: ConstructorParameters<VerifierClass>[0], By: VerifierClass = Verifier): Verdict {
  const verifier = new By(asked);
  verifier.feed(bytes);
  return verifier.end();
}
export function verdictOfCase({ file, key, roots, receipts }: VectorCase, By?: VerifierClass): Verdict {
  const read = (name: string): Buffer => readFileSync(join(vectorsFolder, name));
  return verdictOf(read(file), { key, roots: roots.map((root) => readRoot(root)!), receipts: receipts.map((name) => ({ name, bytes: read(name) })) }, By);
}

/** The second verifier on this machine: how to start it, or what it lacks here. */
export const second = ((): { python: string; missing: null } | { python: null; missing: string } => {
  // The program itself: what stands on the path may be a slow script of a version manager.
  const found = spawnSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 8); print(sys.executable)'], { encoding: 'utf8' });
  if (found.status !== 0) return { python: null, missing: 'python3 (3.8 or later)' };
  const { stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' });
  return /^OpenSSL ([3-9]|\d\d)/.test(stdout ?? '') ? { python: found.stdout.trim(), missing: null } : { python: null, missing: 'openssl (3 or later)' };
})();

/** One run of the second verifier as an auditor runs it: its answer and its exit code. */
export function runSecond(args: string[], cwd = vectorsFolder): { verdict: Verdict | null; out: string; code: number | null; err: string } {
  const { stdout: out, stderr: err, status: code } = spawnSync(second.python!, ['-B', resolve('docs/verify/verify.py'), ...args], { cwd, encoding: 'utf8' });
  return { verdict: out.startsWith('{') ? (JSON.parse(out) as Verdict) : null, out, code, err };
}

type Question = Pick<VectorCase, 'file' | 'key' | 'roots' | 'receipts'>;
interface Edit {
  from: string;
  to: string;
}
/** A source in which `from` stands exactly once, with `to` in its place. */
function edited(source: string, { from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times`);
  return parts.join(to);
}

/** The second verifier's answers to many exports, each given by its file among the vectors, or by its bytes; `edits` plant faults in it. */
export function answersOfSecond(questions: (Omit<Question, 'file'> & { file: string | Buffer })[], edits: Edit[] = []): Verdict[] {
  const folder = vectorsFolder;
  const own = mkdtempSync(join(tmpdir(), 'nemcon-verify-'));
  try {
    writeFileSync(join(own, 'verify.py'), edits.reduce(edited, readFileSync('docs/verify/verify.py', 'utf8')));
    const lines = questions.map(({ file, key, roots, receipts }, at) => {
      if (typeof file !== 'string') writeFileSync(join(own, String(at)), file);
      return JSON.stringify({ file: typeof file === 'string' ? join(folder, file) : join(own, String(at)), folder, key, roots, receipts });
    });
    const { stdout, stderr, status } = spawnSync(second.python!, ['-B', resolve('test/support/verify-many.py'), own], { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1e9 });
    if (status !== 0) throw new Error(stderr);
    return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Verdict);
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** The verifier's own source with a fault planted: `from` stands in `file` exactly once, and becomes `to`. */
export async function planted(edits: (Edit & { file: 'verify' | 'export-line' | 'entry-scan' })[]): Promise<VerifierClass> {
  // Within the tree, so that packages are found.
  mkdirSync('dist', { recursive: true });
  const folder = mkdtempSync(resolve('dist', 'planted-'));
  try {
    for (const name of ['verify', 'export-line', 'entry-scan', 'record-format']) cpSync(`src/records/${name}.ts`, join(folder, `${name}.ts`));
    for (const edit of edits) {
      const path = join(folder, `${edit.file}.ts`);
      writeFileSync(path, edited(readFileSync(path, 'utf8'), edit));
    }
    return ((await import(join(folder, 'verify.ts'))) as { Verifier: VerifierClass }).Verifier;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
