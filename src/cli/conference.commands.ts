import { readFileSync } from 'node:fs';
import { modalities } from '../../workflows/modalities/index.js';
import { CreateConferenceHandler } from '../conferences/index.js';
import { officerOf, type Family, type Shared } from './shell.js';

export const conferenceCommands: Family = (program, shell) => {
  const conference = shell.group(program, 'conference', 'Conferences.');

  shell.command(conference, 'create', 'Opens a conference under a modality: the id of one that ships, or a file.').argument('<slug>').argument('<title>')
    .requiredOption('--modality <id-or-file>', 'e.g. a-res-71-280').option('--reason <words>', 'why a modality of your own is proposed').option('--officer <email>', 'who acts')
    .action(async (slug: string, title: string, options: Shared & { modality: string; reason?: string; officer?: string }) => {
      await shell.onAreas(async (get) => {
        const shipped = modalities.find(({ id }) => id === options.modality);
        const document = shipped ?? (JSON.parse(readFileSync(options.modality, 'utf8')) as unknown);
        // A modality of the installation's own is an interpretation that two officers answer for.
        if (!shipped) return shell.propose(get, 'publishModality', null, { slug, title: { en: title }, modality: document }, { ...options, reason: options.reason ?? '' });
        const result = await get(CreateConferenceHandler).execute({ slug, title: { en: title }, modality: document }, await officerOf(get, options.officer));
        shell.print(options, result, [`Conference ${slug} is open.`]);
      });
    });
};
