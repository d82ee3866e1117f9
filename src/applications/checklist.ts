import type { Track } from '../../workflows/modality.js';

const POINTS = {
  list: ['identity', 'category', 'relevance', 'country', 'notConsultative', 'documents'],
  consultativeStatus: ['identity', 'register', 'contact'],
  nationalHumanRightsInstitutions: ['identity', 'register', 'contact'],
  standingInvitations: ['identity', 'invitation', 'contact'],
  none: ['identity', 'relevance', 'contact'],
} as const;

/** The points that the desk goes through under a track (office:applications.checklist.*). */
export const checklistOf = ({ way }: Track): readonly string[] => POINTS[way.kind === 'list' ? 'list' : way.register];
