import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Written before a step's call: a second run of the same attempt finds it and knows that the first may have landed. */
@Entity('step_attempt')
export class StepAttemptRow {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @PrimaryColumn('text')
  step!: string;

  @PrimaryColumn('integer')
  attempt!: number;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;
}
