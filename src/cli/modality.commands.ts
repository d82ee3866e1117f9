import { readFileSync } from 'node:fs';
import { described, diagram } from '../../workflows/describe.js';
import { checkModality } from '../../workflows/modality.check.js';
import { Refused } from '../platform/refused.js';
import { EXIT, type Family, type Shared } from './shell.js';

export const modalityCommands: Family = (program, shell) => {
  const modality = shell.group(program, 'modality', 'What a resolution decides, as data.');

  shell.command(modality, 'check', 'Reports every fault of a modality document with its path.').argument('<file>').action((file: string, options: Shared) => {
    let document: unknown;
    try {
      document = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new Refused('modality-fault', { message: `${file}: ${(error as Error).message}` });
    }
    const faults = checkModality(document);
    shell.print(options, { faults }, faults.length ? faults.map(({ path, message }) => `${path || '/'}: ${message}`) : ['No fault.']);
    if (faults.length) shell.io.exit = EXIT.refused;
  });

  shell.command(modality, 'diagram', 'Prints the diagrams of the procedure as Mermaid text.').action((options: Shared) => {
    const diagrams = described().map((one) => ({ title: one.title, mermaid: diagram(one) }));
    shell.print(options, diagrams, diagrams.map(({ title, mermaid }) => `%% ${title}\n${mermaid}`));
  });
};
