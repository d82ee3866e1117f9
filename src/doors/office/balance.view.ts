import type { Modality } from '../../../workflows/modality.js';
import type { Balance } from '../../lists/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';

export interface Chart {
  id: string;
  title: string;
  note: string | null;
  rows: { label: string; value: number; share: string }[];
}

/** The three balances of a list as bars and tables; shares are of all names, those of women-led of the ones that reported. */
export function balanceView({ total, groups, categories, women }: Balance, modality: Modality, t: Translate, language: OfficeLanguage): Chart[] {
  const share = (names: number, of: number): string =>
    of === 0 ? '–' : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(names / of);
  const reported = women.led + women.notLed;
  return [
    {
      id: 'groups', title: t('office:balance.groups'), note: null,
      rows: groups.map(({ id, names }) => ({ label: t(`office:group.${id}`), value: names, share: share(names, total) })),
    },
    {
      id: 'categories', title: t('office:balance.categories'), note: null,
      rows: categories.map(({ id, names }) => ({
        label: modality.categories.find((c) => c.id === id)?.label[language] ?? t('office:balance.noCategory'), value: names, share: share(names, total),
      })),
    },
    {
      id: 'women', title: t('office:balance.women'), note: t('office:balance.womenNote', { reported, unknown: women.notReported }),
      rows: [
        { label: t('office:balance.led'), value: women.led, share: share(women.led, reported) },
        { label: t('office:balance.notLed'), value: women.notLed, share: share(women.notLed, reported) },
      ],
    },
  ];
}
