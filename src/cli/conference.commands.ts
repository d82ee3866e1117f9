import { existsSync } from 'node:fs';
import { modalities } from '../../workflows/modalities/index.js';
import { Conferences, CreateConferenceHandler } from '../conferences/index.js';
import { AdoptModalityHandler, Lists } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { officerOf, type ByOfficer, type Family, type Proposed, type Shared } from './shell.js';

export const conferenceCommands: Family = (program, shell) => {
  const conference = shell.group(program, 'conference');

  shell.act(conference, 'create').argument('<slug>').argument('<title>').requiredOption('--modality <id-or-file>', shell.say('conference.create.modality'))
    .option('--reason <words>', shell.say('conference.create.reason'))
    .action(async (slug: string, title: string, options: ByOfficer & { modality: string; reason?: string }) => {
      const shipped = modalities.find(({ id }) => id === options.modality);
      if (!shipped && !existsSync(options.modality)) throw new Refused('modality-unknown', { value: options.modality });
      const command = { slug, title: { en: title }, modality: shipped ?? shell.readModality(options.modality) };
      await shell.onAreas(async (get) => {
        // A modality of the installation's own is an interpretation that two officers answer for.
        if (!shipped) return shell.propose(get, 'publishModality', null, command, { ...options, reason: options.reason ?? '' });
        const result = await get(CreateConferenceHandler).execute(command, await officerOf(get, options.officer));
        shell.print(options, { ...result, slug }, [shell.say('conference.create.done', { slug })]);
      });
    });

  shell.act(conference, 'adopt').argument('<slug>').requiredOption('--symbol <symbol>', shell.say('options.symbol')).requiredOption('--on <date>', shell.say('conference.adopt.on'))
    .option('--modality <file>', shell.say('conference.adopt.modality')).requiredOption('--reason <words>', shell.say('options.reason'))
    .action(async (slug: string, options: Proposed & { symbol: string; on: string; modality?: string }) => {
      const command = { slug, symbol: options.symbol, adopted: options.on, ...(options.modality ? { modality: shell.readModality(options.modality) } : {}) };
      await shell.onAreas(async (get) => {
        const { differs } = await get(AdoptModalityHandler).preview(command);
        await shell.propose(get, 'adoptModality', null, command, options, { differs }, differs.length ? [shell.say('conference.adopt.differs', { fields: differs.join(', ') })] : []);
      });
    });

  shell.command(conference, 'list').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const all = await Promise.all((await get(Conferences).all()).map(async ({ id, slug, title, modality }) => ({
        id, slug, title: title.en, modality: modality.id,
        lists: (await get(Lists).of(id)).map(({ key, state, deadline }) => ({ key, state, deadline })),
      })));
      const lines = all.flatMap(({ slug, title, lists }) => [`${slug}  ${title}`, ...lists.map(({ key, state, deadline }) => `  ${slug}/${key}  ${state}  ${deadline ?? ''}`.trimEnd())]);
      shell.print(options, all, lines.length ? lines : [shell.say('conference.list.none')]);
    });
  });
};
