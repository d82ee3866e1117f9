import type { Modality } from '../../../workflows/modality.js';
import type { Balance } from '../../lists/index.js';
import { placeBars, type PlacedBar } from '../../platform/charts.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';

export interface Chart {
  title: string;
  note: string | null;
  bars: PlacedBar[];
  height: number;
}

/** The three balances of a list; shares are of all names, those of women-led organizations of the ones that reported. */
export function balanceView({ groups, categories, women }: Balance, modality: Modality, t: Translate, language: OfficeLanguage): Chart[] {
  return [
    {
      title: t('office:balance.groups'), note: null,
      ...placeBars(groups.map(({ id, names }) => ({ label: t(`office:group.${id}`), value: names }))),
    },
    {
      title: t('office:balance.categories'), note: null,
      ...placeBars(categories.map(({ id, names }) => (
        { label: modality.categories.find((c) => c.id === id)?.label[language] ?? t('office:balance.noCategory'), value: names }
      ))),
    },
    {
      title: t('office:balance.women'), note: t('office:balance.womenNote', { reported: women.led + women.notLed, unknown: women.notReported }),
      ...placeBars([{ label: t('office:balance.led'), value: women.led }, { label: t('office:balance.notLed'), value: women.notLed }]),
    },
  ];
}
