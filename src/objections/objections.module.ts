import { Global, Module } from '@nestjs/common';
import { StandingObjections } from '../lists/index.js';
import { FileObjections } from './file-objections.js';
import { MakeStatementHandler } from './make-statement.handler.js';
import { ObjectionBox } from './objection-box.js';
import { ObjectionsQuery } from './objections.query.js';
import { RaiseObjectionsHandler } from './raise-objections.handler.js';
import { RecordObjectionsHandler } from './record-objections.handler.js';
import { SealStates } from './seal-states.js';
import { StoredObjections } from './stored-objections.js';
import { StateBasisHandler, WithdrawObjectionHandler } from './withdraw-objection.handler.js';

const doors = [MakeStatementHandler, RaiseObjectionsHandler, RecordObjectionsHandler, WithdrawObjectionHandler, StateBasisHandler, ObjectionsQuery];

@Global()
@Module({
  providers: [ObjectionBox, FileObjections, StoredObjections, SealStates, { provide: StandingObjections, useExisting: ObjectionBox }, ...doors],
  exports: [StandingObjections, ...doors],
})
export class ObjectionsModule {}
