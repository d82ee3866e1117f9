import { described, diagram } from '../../workflows/describe.js';
import { checkModality } from '../../workflows/modality.check.js';
import { EXIT, type Family, type Shared } from './shell.js';

export const modalityCommands: Family = (program, shell) => {
  const modality = shell.group(program, 'modality');

  shell.command(modality, 'check').argument('<file>').action((file: string, options: Shared) => {
    const faults = checkModality(shell.readModality(file));
    shell.print(options, { faults }, faults.length ? faults.map(({ path, message }) => `${path || '/'}: ${message}`) : [shell.say('modality.check.done')]);
    if (faults.length) shell.io.exit = EXIT.refused;
  });

  shell.command(modality, 'diagram').action((options: Shared) => {
    const diagrams = described().map((one) => ({ title: one.title, mermaid: diagram(one) }));
    shell.print(options, diagrams, diagrams.map(({ title, mermaid }) => `%% ${title}\n${mermaid}`));
  });
};
