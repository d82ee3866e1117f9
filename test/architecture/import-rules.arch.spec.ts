import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

interface Violation {
  rule: { name: string };
  from: string;
}

function cruise(...paths: string[]): Violation[] {
  const { stdout } = spawnSync(process.execPath, ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...paths], { encoding: 'utf8', maxBuffer: 64e6 });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

const probes = 'test/architecture/probes';

describe('the import rules', () => {
  it('hold over the whole tree', () => {
    expect(cruise('src', 'workflows')).toEqual([]);
  });

  // A rule that cannot fail is a defect: each has a file that breaks it.
  const violations = cruise(probes).filter(({ from }) => from.startsWith(probes));
  it.each(readdirSync(probes))('%s fires on its probe', (rule) => {
    const fired = violations.filter(({ from }) => from.startsWith(`${probes}/${rule}/`)).map((violation) => violation.rule.name);
    expect(fired).toContain(rule);
  });

  it('have a probe each', async () => {
    const { default: config } = (await import('../../.dependency-cruiser.cjs' as string)) as { default: { forbidden: { name: string }[] } };
    expect(readdirSync(probes).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });
});
