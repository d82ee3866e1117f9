import type { Modality } from '../../../workflows/modality.js';
import type { Balance } from '../../lists/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';

/** `share`: in whole per cent. `width`: of the bar, in a drawing of 420 units with its number beside it. */
interface Bar {
  label: string;
  value: number;
  share: number;
  width: number;
}

interface Chart {
  title: string;
  note: string | null;
  bars: Bar[];
}

const WIDEST = 300;

/** The three balances of a list; shares are of all names, those of women-led organizations of the ones that reported. */
export function balanceView({ groups, categories, women }: Balance, modality: Modality, t: Translate, language: OfficeLanguage): Chart[] {
  return [
    {
      title: t('office:balance.groups'), note: null,
      bars: barsOf(groups.map(({ id, names }) => ({ label: t(`office:group.${id}`), value: names }))),
    },
    {
      title: t('office:balance.categories'), note: null,
      bars: barsOf(categories.map(({ id, names }) => (
        { label: modality.categories.find((c) => c.id === id)?.label[language] ?? t('office:balance.noCategory'), value: names }
      ))),
    },
    {
      title: t('office:balance.women'), note: t('office:balance.womenNote', { reported: women.led + women.notLed, unknown: women.notReported }),
      bars: barsOf([{ label: t('office:balance.led'), value: women.led }, { label: t('office:balance.notLed'), value: women.notLed }]),
    },
  ];
}

function barsOf(bars: Pick<Bar, 'label' | 'value'>[]): Bar[] {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const total = bars.reduce((sum, { value }) => sum + value, 0);
  return bars.map(({ label, value }) => ({ label, value, share: total ? Math.round((100 * value) / total) : 0, width: Math.round((WIDEST * value) / most) }));
}
