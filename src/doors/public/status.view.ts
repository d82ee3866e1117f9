import type { StatusOfApplication } from '../../applications/index.js';
import type { Conference } from '../../conferences/index.js';
import type { OrganizationStatus } from '../../lists/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { isAdopted } from '../../../workflows/adoption.js';
import { applyPaths, reasonView, stepsView } from '../apply/index.js';
import { paths } from './paths.js';

/** What an organization's status page shows: the same words for all as long as the list is not final. */
export function statusView(status: OrganizationStatus, { slug, title, modality }: Conference, language: Language, t: Translate) {
  return {
    name: status.name,
    status: status.status,
    word: t(`public:status.${status.status}.word`),
    explanation: t(`public:status.${status.status}.explanation`),
    validity: status.status === 'onFinalList' ? modality.validity[language] : null,
    list: status.listTitle[language],
    conference: title[language],
    conferenceHref: paths.conference(slug),
    finalizedAt: status.finalizedAt,
  };
}

/** The same for whoever applied, with the dated steps; what is missing is named, and answered behind the link of the letter. */
export function applicationStatusView(told: StatusOfApplication, language: Language, t: Translate) {
  const { status, application: { row, conference, track } } = told;
  return {
    name: row.name, status, word: t(`apply:status.${status}.word`), explanation: t(`apply:status.${status}.explanation`),
    ...reasonView(told, t), validity: status === 'onFinalList' || status === 'registered' ? conference.modality.validity[language] : null,
    track: track.title[language], conference: conference.title[language], conferenceHref: paths.conference(conference.slug),
    ...stepsView(told, language, t), announced: !isAdopted(conference.modality), lost: applyPaths.lost(conference.slug),
  };
}
