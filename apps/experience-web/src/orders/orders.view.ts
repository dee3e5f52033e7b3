import { ApiProperty } from '@nestjs/swagger';
import { TimelineEntry } from '#canonical';

export class TimelineView {
  @ApiProperty({ type: [TimelineEntry], description: 'In the order in which it happened' })
  items!: TimelineEntry[];
}
