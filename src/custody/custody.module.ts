import { Module } from '@nestjs/common';
import { Custody } from './custody.js';
import { KeyLostHandler } from './key-lost.handler.js';
import { ListKeys } from './list-keys.js';
import { RecordHead } from './record-head.js';
import { RecordRestoredHandler } from './record-restored.handler.js';

const parts = [Custody, ListKeys, RecordHead, KeyLostHandler, RecordRestoredHandler];

@Module({ providers: parts, exports: parts })
export class CustodyModule {}
