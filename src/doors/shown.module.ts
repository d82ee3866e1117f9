import { Module } from '@nestjs/common';
import { Published } from './published.js';
import { StatusLookup } from './status-lookup.js';

/** What the pages and the API show alike, once for both. */
@Module({ providers: [Published, StatusLookup], exports: [Published, StatusLookup] })
export class ShownModule {}
