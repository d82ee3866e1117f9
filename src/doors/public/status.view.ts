import type { Conference } from '../../conferences/index.js';
import type { OrganizationStatus } from '../../lists/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
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
