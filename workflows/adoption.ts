import type { ModalityFault } from './modality.check.js';
import type { Modality } from './modality.js';

export const isAdopted = ({ source }: Pick<Modality, 'source'>): boolean => source.adopted !== null;

/**
 * What keeps a modality as adopted from taking the place of the one that was announced: calls, applications and drafts made meanwhile
 * refer to its tracks, lists, categories and meetings, which may be reworded and joined by others but not be missing.
 */
export function adoptionFaults(announced: Modality, adopted: Modality): ModalityFault[] {
  const faults: ModalityFault[] = [];
  const keep = (part: 'lists' | 'tracks' | 'categories' | 'hearingCategories' | 'meetings', before: string[], after: string[]): void => {
    for (const key of before) if (!after.includes(key)) faults.push({ path: `/${part}`, message: `must keep "${key}", to which something that was made under the announced modality may refer` });
  };
  keep('lists', announced.lists.map(({ key }) => key), adopted.lists.map(({ key }) => key));
  // A track that leads elsewhere is another track.
  const leads = ({ tracks }: Modality): string[] => tracks.map(({ key, way }) => `${key}: ${way.kind === 'list' ? way.list : way.register}`);
  keep('tracks', leads(announced), leads(adopted));
  for (const part of ['categories', 'hearingCategories', 'meetings'] as const) keep(part, announced[part].map(({ id }) => id), adopted[part].map(({ id }) => id));
  return faults;
}

/** Fields of the modality that say something else than was announced, for whoever has to approve it. */
export const differences = (announced: Modality, adopted: Modality): string[] =>
  [...new Set([...Object.keys(announced), ...Object.keys(adopted)])].filter((field) => field !== 'source' && JSON.stringify(announced[field as keyof Modality]) !== JSON.stringify(adopted[field as keyof Modality]));
