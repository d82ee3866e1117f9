import { Global, Module } from '@nestjs/common';
import { ReceiptCheck } from './receipt-check.js';
import { Records } from './records.js';
import { StoredActs } from './stored-acts.js';

@Global()
@Module({ providers: [Records, ReceiptCheck, StoredActs], exports: [Records, ReceiptCheck, StoredActs] })
export class RecordsModule {}
