import type { Modality } from '../../../workflows/modality.js';
import type { Conference } from '../../conferences/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { applyPaths } from '../apply/index.js';
import { paths } from './paths.js';
import type { PublicList } from '../published.js';

/** The public page of a conference: what the procedure is, from the modality's own facts, and where each list stands. */
export function conferenceView({ slug, title, modality }: Conference, lists: PublicList[], whole: boolean, calls: { any: boolean; open: number }, language: Language, t: Translate) {
  return {
    heading: title[language],
    symbol: modality.source.symbol,
    applyHref: calls.any ? applyPaths.conference(slug) : null,
    openCalls: calls.open,
    reportHref: whole ? paths.wholeReport(slug) : null,
    resolution: modality.source.title[language],
    adopted: modality.source.adopted && `${modality.source.adopted}T12:00:00.000Z`,
    paragraphs: paragraphsOf(modality, language),
    clause: modality.assembly.clause.text[language],
    courtesy: modality.assembly.clause.courtesy[language],
    steps: steps(modality, language, t),
    categories: modality.categories.map(({ label }) => label[language]),
    lists: lists.map(({ key, title: words, addendum, rule, phase, list, proposed, final, report }) => ({
      title: words[language],
      addendum,
      paragraph: rule.paragraph,
      scope: t(`public:scope.${rule.scope}`),
      phase,
      phaseWord: t(`public:phase.${phase}`),
      deadline: phase === 'underConsideration' ? (list?.deadline ?? null) : null,
      finalizedAt: list?.finalizedAt ?? null,
      symbols: [
        ...(list?.proposedSymbol ? [t('public:symbol.proposed', { symbol: list.proposedSymbol })] : []),
        ...(list?.finalSymbol ? [t('public:symbol.final', { symbol: list.finalSymbol })] : []),
        ...(list?.notedSymbol ? [t('public:symbol.noted', { symbol: list.notedSymbol })] : []),
      ],
      proposedHref: proposed ? paths.list(slug, key, 'proposed') : null,
      reportHref: report ? paths.report(slug, key) : null,
      finalHref: final ? paths.list(slug, key, 'final') : null,
    })),
  };
}

/** The paragraphs of its lists, each isolated: beside Arabic words the letter in brackets would change sides. */
const paragraphsOf = ({ lists }: Modality, language: Language): string =>
  new Intl.ListFormat(language, { type: 'unit' }).format([...new Set(lists.map(({ paragraph }) => `\u2068${paragraph}\u2069`))]);

/** The procedure in plain words; each step is there only where the modality says so. */
function steps({ office, objection, reasons, decision, assembly, disclosure, electorate }: Modality, language: Language, t: Translate): string[] {
  const words = { office: office[language], body: decision?.body[language] ?? '' };
  const keys = [
    'drawnUp',
    electorate === 'memberStates' ? 'circulated' : 'circulatedSome',
    ...(disclosure.proposedNames.public === 'atCirculation' ? ['published'] : []),
    'silence',
    ...(reasons.rule === 'voluntary' ? ['basisVoluntary'] : reasons.rule === 'onRequest' ? ['basisOnRequest'] : []),
    objection.effect === 'drops' ? 'drops' : 'contested',
    assembly.final ? 'assembly' : 'final',
    'told',
  ];
  return keys.map((key) => t(`public:steps.${key}`, words));
}
