import { Injectable } from '@nestjs/common';
import type { TwoOfficerAct } from '../../../officers/index.js';
import { Refused } from '../../../platform/refused.js';
import type { Act, Scene } from './act.js';
import { AddendumAct } from './addendum.act.js';
import { CorrectAssemblyAct, InformFinalAct, InformProposedAct, NotedAct } from './assembly.acts.js';
import { CirculateAct } from './circulate.act.js';
import { DiscloseAct } from './disclose.act.js';
import { DestroyKeyAct, WithdrawListAct } from './ending.acts.js';
import { ExtendAct } from './extend.act.js';
import { FinalizeAct, SendFinalAct } from './final.acts.js';
import { OverrideAct, ServiceAct, ServiceBackAct } from './hold.acts.js';
import { LateRecord } from './late-record.js';
import { OfficerChanges } from './officer-changes.js';
import { LetterLostAct, RemindAct, ResendAct } from './letters.acts.js';
import { DecideAct, WithdrawNameAct } from './names.acts.js';
import { PublishFiguresAct } from './publish-figures.act.js';
import { Reach } from './reach.js';

/** All acts that cannot be undone, in the order in which a list's page offers them: first what leads the list on its way. */
@Injectable()
export class Acts {
  readonly #all: Act[];

  constructor(
    circulate: CirculateAct, extend: ExtendAct, override: OverrideAct, decide: DecideAct, finalize: FinalizeAct, informProposed: InformProposedAct,
    informFinal: InformFinalAct, noted: NotedAct, addendum: AddendumAct, withdrawList: WithdrawListAct, service: ServiceAct, resend: ResendAct, remind: RemindAct,
    sendFinal: SendFinalAct, withdrawName: WithdrawNameAct, destroyKey: DestroyKeyAct, disclose: DiscloseAct,
    figures: PublishFiguresAct, letterLost: LetterLostAct, correctAssembly: CorrectAssemblyAct, serviceBack: ServiceBackAct,
  ) {
    this.#all = [
      circulate, finalize, override, decide, noted, informFinal, informProposed, extend, addendum, withdrawList, service, resend, remind, sendFinal, withdrawName, destroyKey, disclose, figures, letterLost, correctAssembly, serviceBack,
    ];
  }

  find(id: string): Act {
    const act = this.#all.find((known) => known.id === id);
    if (!act) throw new Refused('page-unknown');
    return act;
  }

  /** The act of a list that asks for this right of two officers. */
  ofRight(right: TwoOfficerAct): Act | undefined {
    return this.#all.find((act) => act.may === right || act.mayLate === right);
  }

  /** The list's next steps. */
  steps(scene: Pick<Scene, 'list' | 'conference' | 'now'>): Act[] {
    return this.#all.filter((act) => act.offered(scene));
  }
}

export const actProviders = [
  Acts, Reach, CirculateAct, ExtendAct, OverrideAct, DecideAct, FinalizeAct, InformProposedAct, InformFinalAct, NotedAct, AddendumAct, WithdrawListAct, ServiceAct,
  ResendAct, RemindAct, SendFinalAct, WithdrawNameAct, DestroyKeyAct, DiscloseAct, PublishFiguresAct, LetterLostAct, CorrectAssemblyAct, ServiceBackAct, LateRecord, OfficerChanges,
];
