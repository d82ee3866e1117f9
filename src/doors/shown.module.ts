import { Module } from '@nestjs/common';
import { Published } from './published.js';
import { PublicFiles } from './public-files.js';
import { StatusLookup } from './status-lookup.js';

/** What the pages and the API show alike, once for both. */
@Module({ providers: [Published, PublicFiles, StatusLookup], exports: [Published, PublicFiles, StatusLookup] })
export class ShownModule {}
