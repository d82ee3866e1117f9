import { Module } from '@nestjs/common';
import { Once } from '../once.js';
import { Choices } from './choices.js';
import { Entrance } from './entrance.js';
import { MissionFilesController } from './files.controller.js';
import { FilingController } from './filing.controller.js';
import { InformationController } from './information.controller.js';
import { LinkController } from './link.controller.js';
import { MissionListController } from './list.controller.js';
import { OwnController } from './own.controller.js';

@Module({
  controllers: [MissionListController, FilingController, OwnController, InformationController, MissionFilesController, LinkController],
  providers: [Choices, Entrance, Once],
})
export class MissionsDoorModule {}
