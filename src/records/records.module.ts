import { Global, Module } from '@nestjs/common';
import { ReceiptCheck } from './receipt-check.js';
import { Records } from './records.js';

@Global()
@Module({ providers: [Records, ReceiptCheck], exports: [Records, ReceiptCheck] })
export class RecordsModule {}
