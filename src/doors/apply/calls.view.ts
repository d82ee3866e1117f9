import { phaseOf, trackOf, type CallPhase, type OpenCall } from '../../applications/index.js';
import type { Conference } from '../../conferences/index.js';
import type { Language } from '../../platform/i18n.js';
import { paths } from './paths.js';

export interface CallView {
  title: string;
  paragraph: string;
  phase: CallPhase;
  way: 'list' | 'register';
  opensAt: string;
  closesAt: string;
  /** Closing instants that no longer hold: they stay visible, with the reason of the extension that followed. */
  earlier: { closesAt: string; reason: string | null }[];
  apply: string;
}

/** A call as everybody may see it. */
export function callView(call: OpenCall, { slug, modality }: Conference, language: Language, now: string): CallView {
  const track = trackOf(modality, call.track)!;
  return {
    title: track.title[language], paragraph: track.paragraph, phase: phaseOf(call, now), way: track.way.kind, opensAt: call.opensAt, closesAt: call.closesAt,
    earlier: call.deadlines.slice(0, -1).map(({ closesAt }, at) => ({ closesAt, reason: call.deadlines[at + 1]!.reason })),
    apply: paths.begin(slug, call.track),
  };
}
