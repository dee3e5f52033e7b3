import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Sign-ins that failed lately, of an account or from an address: all replicas count together. */
@Entity('sign_in_attempt')
export class SignInAttemptRow {
  /** SHA-256 of what is counted: neither who was tried nor from where can be read. */
  @PrimaryColumn('text', { name: 'subject_hash' })
  subjectHash!: string;

  @Column('integer')
  failures!: number;

  /** When the count begins anew. */
  @Column('timestamptz', { name: 'counts_until' })
  countsUntil!: Date;
}
