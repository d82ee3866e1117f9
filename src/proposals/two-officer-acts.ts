import { Injectable } from '@nestjs/common';
import { CreateConferenceHandler } from '../conferences/index.js';
import { ReleaseDisclosureHandler, type ReleaseDisclosure } from '../disclosures/index.js';
import { AdoptModalityHandler, CirculateListHandler, DestroyKeyHandler, ExtendSilenceHandler, FinalizeListHandler, OverrideHoldHandler, RecordServiceHandler, TakeBackServiceHandler, WithdrawListHandler, type FinalizeList } from '../lists/index.js';
import { RecordObjectionsHandler, WithdrawObjectionHandler } from '../objections/index.js';
import { ChangeOfficersHandler, type ChangeRoles, type OfficerActor, type ResetFactor, type TwoOfficerAct } from '../officers/index.js';
import { PublishFiguresHandler } from '../reports/index.js';

type Run = (command: never, actor: OfficerActor) => Promise<unknown>;

/** Who carries out what two officers have agreed on: the same handlers as ever. */
@Injectable()
export class TwoOfficerActs {
  readonly #run: Record<TwoOfficerAct, Run>;

  constructor(
    private readonly release: ReleaseDisclosureHandler, private readonly finalize: FinalizeListHandler,
    circulate: CirculateListHandler, extend: ExtendSilenceHandler, override: OverrideHoldHandler,
    destroy: DestroyKeyHandler, record: RecordObjectionsHandler, conference: CreateConferenceHandler, figures: PublishFiguresHandler, adopting: AdoptModalityHandler,
    service: RecordServiceHandler, withdrawal: WithdrawObjectionHandler, whole: WithdrawListHandler, takingBack: TakeBackServiceHandler,
    private readonly officers: ChangeOfficersHandler,
  ) {
    this.#run = {
      circulate: (command, actor) => circulate.execute(command, actor),
      extend: (command, actor) => extend.execute(command, actor),
      withdrawList: (command, actor) => whole.execute(command, actor),
      override: (command, actor) => override.execute(command, actor),
      finalize: (command, actor) => finalize.execute(command, actor),
      destroyKey: (command, actor) => destroy.execute(command, actor),
      recordLate: (command, actor) => record.execute(command, actor),
      withdrawLate: (command, actor) => withdrawal.forState(command, actor),
      serviceLate: (command, actor) => service.execute(command, actor),
      serviceBackLate: (command, actor) => takingBack.execute(command, actor),
      publishModality: (command, actor) => conference.execute(command, actor),
      adoptModality: (command, actor) => adopting.execute(command, actor),
      publishFigures: (command, actor) => figures.execute(command, actor),
      disclose: (command, actor) => release.execute(command, actor),
      addOfficer: (command, actor) => officers.add(command, actor),
      changeRoles: (command, actor) => officers.setRoles(command, actor),
      resetFactor: (command, actor) => officers.resetFactor(command, actor),
    };
  }

  /** Whether the act would still do what its proposer saw, beyond what the list's version tells. */
  async stands(act: TwoOfficerAct, command: Record<string, unknown>): Promise<boolean> {
    switch (act) {
      case 'disclose': return this.release.stands(command as unknown as ReleaseDisclosure);
      case 'finalize': return this.finalize.stands(command as unknown as FinalizeList);
      case 'changeRoles': return this.officers.stands(command as unknown as ChangeRoles);
      case 'resetFactor': return this.officers.factorStands(command as unknown as ResetFactor);
      default: return true;
    }
  }

  run(act: TwoOfficerAct, command: Record<string, unknown>, actor: OfficerActor): Promise<unknown> {
    return this.#run[act](command as never, actor);
  }
}
