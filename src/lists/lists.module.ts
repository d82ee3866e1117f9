import { Global, Module } from '@nestjs/common';
import { AdoptModalityHandler } from './adopt-modality.handler.js';
import { BalanceQuery } from './balance.query.js';
import { CarryOverHandler } from './carry-over.handler.js';
import { CirculateListHandler } from './circulate-list.handler.js';
import { MarkNotedHandler, TransmitToAssemblyHandler, WithdrawListHandler, WithdrawNominationHandler } from './close.handlers.js';
import { ListsOut } from '../directory/index.js';
import { CirculatedLists } from './circulated-lists.js';
import { CorrectAssemblyHandler } from './correct-assembly.handler.js';
import { CreateAddendumHandler } from './create-addendum.handler.js';
import { CreateListHandler } from './create-list.handler.js';
import { DecideNominationsHandler } from './decide-nominations.handler.js';
import { Decisions } from './decisions.js';
import { DeliveriesQuery } from './deliveries.query.js';
import { DestroyKeyHandler } from './destroy-key.handler.js';
import { EditNamesHandler } from './edit-names.handler.js';
import { ExtendSilenceHandler } from './extend-silence.handler.js';
import { ListFiles } from './files.query.js';
import { FinalizeListHandler } from './finalize-list.handler.js';
import { OverrideHoldHandler, RecordServiceHandler } from './hold.handlers.js';
import { LeaveByReferenceHandler } from './leave-by-reference.handler.js';
import { ListedNames } from './listed-names.js';
import { LabelRevisionHandler } from './label-revision.handler.js';
import { LetterLostHandler } from './letter-lost.handler.js';
import { Lists } from './lists.js';
import { NameOrder } from '../records/index.js';
import { NameBook } from './name-book.js';
import { RemindersHandler, ResendNoticeHandler, SendFinalListHandler } from './notify.handlers.js';
import { RetentionQuery } from './retention.query.js';
import { ReturnedLetters } from './returned-letters.query.js';
import { Revisions } from './revisions.js';
import { SettleMisdirectionHandler } from './settle-misdirection.handler.js';
import { StatusQuery } from './status.query.js';
import { Sweep } from './sweep.js';
import { TakeBackServiceHandler } from './take-back-service.handler.js';

const parts = [
  Lists, Revisions, Decisions, ListedNames, NameBook, DeliveriesQuery, ReturnedLetters, BalanceQuery, StatusQuery, RetentionQuery, ListFiles, Sweep,
  CreateListHandler, CreateAddendumHandler, EditNamesHandler, CirculateListHandler, ExtendSilenceHandler, RecordServiceHandler, TakeBackServiceHandler, OverrideHoldHandler, LetterLostHandler, SettleMisdirectionHandler,
  FinalizeListHandler, DecideNominationsHandler, WithdrawListHandler, WithdrawNominationHandler, TransmitToAssemblyHandler, MarkNotedHandler, CorrectAssemblyHandler,
  LeaveByReferenceHandler, ResendNoticeHandler, RemindersHandler, SendFinalListHandler, DestroyKeyHandler, LabelRevisionHandler, CarryOverHandler, AdoptModalityHandler,
];

@Global()
@Module({
  providers: [...parts, { provide: ListsOut, useClass: CirculatedLists }, { provide: NameOrder, useExisting: NameBook }],
  exports: [...parts, ListsOut, NameOrder],
})
export class ListsModule {}
