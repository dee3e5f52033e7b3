import { ApiProperty } from '@nestjs/swagger';

class GuideHead {
  @ApiProperty({ example: 'web', maxLength: 100 })
  id!: string;

  @ApiProperty({ example: 'Screens for browsers' })
  title!: string;
}

export class GuideSummary extends GuideHead {
  @ApiProperty({ description: 'Its first paragraph, as plain text' })
  summary!: string;
}

export class GuideView extends GuideHead {
  @ApiProperty({ description: 'Without its heading, which is the title. Its links lead to pages of the portal' })
  markdown!: string;
}

export class GuideListView {
  @ApiProperty({ type: [GuideSummary] })
  guides!: readonly GuideSummary[];
}
