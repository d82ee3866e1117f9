import type { MatchCard } from '../../applications/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';
import { paths } from './paths.js';
import { evidenceText, standingText } from './registers/registers.view.js';

/** What looks like a name, in a line beside it. */
export function alikeView({ other, evidence }: Omit<MatchCard, 'judgement'>, t: Translate, language: OfficeLanguage): { name: string; href: string | null; text: string } {
  const where = (): string => {
    switch (other.kind) {
      case 'application': return t('matches:anApplication');
      case 'name': return t('matches:kind.name', { list: other.list.title[language] });
      case 'register': {
        const text = standingText(other.standing, t, language);
        return other.standing.status ? t('common:errors.of', { label: t('matches:kind.register'), text }) : text;
      }
    }
  };
  return {
    name: other.named.names[0] ?? '', text: `${where()} (${evidenceText(evidence, t)})`,
    href: other.kind === 'application' ? paths.application(other.id) : other.kind === 'name' ? paths.names(other.list.id) : null,
  };
}
