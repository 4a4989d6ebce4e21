import type { DataSourceOptions } from 'typeorm';

import { CallQualityEntity } from '../call/agent/call-quality.entity.js';
import { SupervisionEntity } from '../call/steering/supervision.entity.js';
import { ContactEntity, ContactNumberEntity } from '../call/agent/contact.entities.js';
import { DispositionEntity, ScriptEntity, ScriptUseEntity } from '../call/agent/script.entities.js';
import { TicketEntity, TicketEntryEntity } from '../call/agent/ticket.entities.js';
import { Contacts1763820000008 } from '../migrations/1763820000008-contacts.js';
import { CallQuality1763820000007 } from '../migrations/1763820000007-call-quality.js';
import { AgentPresenceEntity } from '../call/acd/agent-presence.entity.js';
import { AgentSkillEntity } from '../call/acd/agent-skill.entity.js';
import { PresenceLogEntity } from '../call/acd/presence-log.entity.js';
import { AcdSettingEntity, CalendarDayEntity, VipCallerEntity } from '../call/acd/settings.entities.js';
import { WaitForecastEntity } from '../call/acd/wait-forecast.entity.js';
import { FloorSettings1763820000005 } from '../migrations/1763820000005-floor-settings.js';
import { AssignmentEntity } from '../call/acd/assignment.entity.js';
import { CallbackEntity } from '../call/acd/callback.entity.js';
import { VoicemailEntity } from '../call/recording/voicemail.entity.js';
import { BlockedCallerEntity, BlockSettingEntity } from '../call/trunk/block.entities.js';
import {
  CallerNumberEntity,
  DoNotCallEntity,
  OutboundSettingEntity,
  OutboundTryEntity,
} from '../call/trunk/outbound.entities.js';
import { SeatsAndSupervisions1763830000001 } from '../migrations/1763830000001-seats-and-supervisions.js';
import { AgentAlarms1763830000002 } from '../migrations/1763830000002-agent-alarms.js';
import { Keys1763830000008 } from '../migrations/1763830000008-keys.js';
import { Blocks1763830000009 } from '../migrations/1763830000009-blocks.js';
import { BlocksRemoved1763840000008 } from '../migrations/1763840000008-blocks-removed.js';
import { GroupFigures1763840000004 } from '../migrations/1763840000004-group-figures.js';
import { Outbound1763820000003 } from '../migrations/1763820000003-outbound.js';
import { SkillGroupEntity } from '../call/acd/skill-group.entity.js';
import { FloorAlarmEntity } from '../call/analytics/floor-alarm.entity.js';
import { FloorSettingEntity } from '../call/analytics/floor-setting.entity.js';
import { Parties1763820000001 } from '../migrations/1763820000001-parties.js';
import { Supervisor1763820000002 } from '../migrations/1763820000002-supervisor.js';
import { CallEventEntity } from '../call/call-event.entity.js';
import { CdrEntity } from '../call/cdr/cdr.entity.js';
import { FlowVersionEntity } from '../call/ivr/flow-version.entity.js';
import { FlowEntity } from '../call/ivr/flow.entity.js';
import { PromptEntity } from '../call/ivr/prompt.entity.js';
import { LiveCallEntity } from '../call/live-call.entity.js';
import { GroupSupervisorEntity } from '../call/acd/group-supervisor.entity.js';
import { HearingGrantEntity } from '../call/recording/hearing-grant.entity.js';
import { ListeningEntity } from '../call/recording/listening.entity.js';
import {
  LineRecordingEntity,
  RecordingExportEntity,
  RecordingNoticeEntity,
  RecordingPauseEntity,
  RecordingSettingEntity,
} from '../call/recording/rule.entities.js';
import { WaveformEntity } from '../call/recording/waveform.entity.js';
import { VaultUploads1763820000011 } from '../migrations/1763820000011-vault-uploads.js';
import { UploadEntity } from '../call/recording/upload.entity.js';
import { RecordingRules1763820000012 } from '../migrations/1763820000012-recording-rules.js';
import { Hearing1763810000002 } from '../migrations/1763810000002-hearing.js';
import { RecordingEntity } from '../call/recording/recording.entity.js';
import { RecordingChainEntity, VaultCheckEntity } from '../call/recording/chain.entities.js';
import { TrunkEntity } from '../call/trunk/trunk.entity.js';
import {
  DestructionEntity,
  LegalHoldEntity,
  RetentionChoiceEntity,
  RetentionRunEntity,
  SubjectRequestEntity,
} from '../compliance/retention/retention.entities.js';
import { Retention1763810000003 } from '../migrations/1763810000003-retention.js';
import { Words1763810000004 } from '../migrations/1763810000004-words.js';
import {
  WordCheckEntity,
  WordConfirmationEntity,
  WordFindingEntity,
  WordRuleEntity,
} from '../compliance/words/word.entities.js';
import { Spine1763790000000 } from '../migrations/1763790000000-spine.js';
import { Onboarding1763800000000 } from '../migrations/1763800000000-onboarding.js';
import { Account1763800000001 } from '../migrations/1763800000001-account.js';
import { Verification1763800000002 } from '../migrations/1763800000002-verification.js';
import { Number1763800000003 } from '../migrations/1763800000003-number.js';
import { Plan1763800000004 } from '../migrations/1763800000004-plan.js';
import { Contract1763800000005 } from '../migrations/1763800000005-contract.js';
import { Payment1763800000006 } from '../migrations/1763800000006-payment.js';
import { BalanceEntryEntity, BillingAccountEntity } from '../onboarding/payment/balance.entities.js';
import { BankLineEntity, BankStatementEntity, ReconciliationEntity } from '../onboarding/payment/bank.entities.js';
import {
  BillEntity,
  BillLineEntity,
  InvoiceEntity,
  RatedCallEntity,
  UsageMonthEntity,
} from '../onboarding/payment/bill.entities.js';
import {
  PaidTermEntity,
  PayNoticeEntity,
  PayOrderEntity,
  PayReceiptEntity,
} from '../onboarding/payment/order.entities.js';
import { ContractEntity } from '../onboarding/contract/contract.entity.js';
import {
  ChainCheckEntity,
  SignatureEvidenceEntity,
  SigningCertificateEntity,
} from '../onboarding/contract/evidence.entities.js';
import { TermsEntity } from '../onboarding/contract/terms.entity.js';
import { PlanChoiceEntity } from '../onboarding/plan/plan-choice.entity.js';
import { TariffEntity } from '../onboarding/plan/tariff.entity.js';
import { InvitationEntity } from '../onboarding/account/invitation.entity.js';
import { RecoveryCodeEntity } from '../onboarding/account/recovery-code.entity.js';
import { Line1763800000007 } from '../migrations/1763800000007-line.js';
import { TrunkAddress1763800000008 } from '../migrations/1763800000008-trunk-address.js';
import { FinalBill1763800000010 } from '../migrations/1763800000010-final-bill.js';
import { Vault1763810000001 } from '../migrations/1763810000001-vault.js';
import { VaultKeys1763810000011 } from '../migrations/1763810000011-vault-keys.js';
import { NumberEntity } from '../onboarding/number/number.entity.js';
import { NumberHoldEntity } from '../onboarding/number/number-hold.entity.js';
import { NumberImportEntity, NumberImportLineEntity } from '../onboarding/number/number-import.entity.js';
import { NumberWaitEntity } from '../onboarding/number/number-wait.entity.js';
import { CarrierPrefixEntity, TierPriceEntity } from '../onboarding/number/price.entity.js';
import { SessionEntity } from '../onboarding/account/session.entity.js';
import { TenantEntity } from '../onboarding/account/tenant.entity.js';
import { UserTotpEntity } from '../onboarding/account/user-totp.entity.js';
import { UserEntity } from '../onboarding/account/user.entity.js';
import { MaterialEntity } from '../onboarding/verification/material.entity.js';
import {
  ConfirmationEntity,
  DecisionEntity,
  ReminderEntity,
  SettingEntity,
} from '../onboarding/verification/record.entities.js';
import { VerificationEntity } from '../onboarding/verification/verification.entity.js';
import { LineChangeEntity } from '../onboarding/line/line-change.entity.js';
import { LineCheckEntity } from '../onboarding/line/line-check.entity.js';
import { LineEntity } from '../onboarding/line/line.entity.js';
import { OnboardingEventEntity } from '../onboarding/onboarding-event.entity.js';
import { Compliance1763810000005 } from '../migrations/1763810000005-compliance.js';
import {
  AccessReviewEntity,
  AuditCheckEntity,
  AuditHeadEntity,
  ComplianceReportEntity,
} from '../compliance/compliance.entities.js';
import { ApiTokenEntity } from './api-token.entity.js';
import { AuditEntity } from './audit.entity.js';
import { MessageEntity } from './message.entity.js';
import { KeyRotationEntity } from './key-rotation.entity.js';
import { OneTimeCodeEntity } from './one-time-code.entity.js';
import { RateLimitEntity } from './rate-limit.entity.js';
import { SealedFileEntity } from './sealed-file.entity.js';
import { TenantKeyEntity } from './tenant-key.entity.js';
import { VaultAlarmEntity } from './vault-alarm.entity.js';

export const ENTITIES = [
  UploadEntity,
  ApiTokenEntity,
  LineRecordingEntity,
  RecordingExportEntity,
  RecordingNoticeEntity,
  RecordingPauseEntity,
  RecordingSettingEntity,
  PresenceLogEntity,
  AcdSettingEntity,
  CalendarDayEntity,
  VipCallerEntity,
  WaitForecastEntity,
  AccessReviewEntity,
  AuditCheckEntity,
  AuditHeadEntity,
  ComplianceReportEntity,
  AgentPresenceEntity,
  AgentSkillEntity,
  AssignmentEntity,
  CallbackEntity,
  CallerNumberEntity,
  DoNotCallEntity,
  OutboundSettingEntity,
  OutboundTryEntity,
  BlockedCallerEntity,
  BlockSettingEntity,
  VoicemailEntity,
  AuditEntity,
  FloorAlarmEntity,
  FloorSettingEntity,
  CallEventEntity,
  CallQualityEntity,
  SupervisionEntity,
  ContactEntity,
  ContactNumberEntity,
  DispositionEntity,
  ScriptEntity,
  ScriptUseEntity,
  TicketEntity,
  TicketEntryEntity,
  CdrEntity,
  ChainCheckEntity,
  ContractEntity,
  SignatureEvidenceEntity,
  SigningCertificateEntity,
  TermsEntity,
  ConfirmationEntity,
  DecisionEntity,
  DestructionEntity,
  LegalHoldEntity,
  RetentionChoiceEntity,
  RetentionRunEntity,
  SubjectRequestEntity,
  FlowEntity,
  FlowVersionEntity,
  GroupSupervisorEntity,
  HearingGrantEntity,
  InvitationEntity,
  ListeningEntity,
  LineChangeEntity,
  LineCheckEntity,
  LineEntity,
  LiveCallEntity,
  MaterialEntity,
  MessageEntity,
  CarrierPrefixEntity,
  NumberEntity,
  NumberHoldEntity,
  NumberImportEntity,
  NumberImportLineEntity,
  NumberWaitEntity,
  TierPriceEntity,
  OnboardingEventEntity,
  OneTimeCodeEntity,
  BalanceEntryEntity,
  BankLineEntity,
  BankStatementEntity,
  BillEntity,
  BillLineEntity,
  BillingAccountEntity,
  InvoiceEntity,
  PaidTermEntity,
  PayNoticeEntity,
  PayOrderEntity,
  PayReceiptEntity,
  RatedCallEntity,
  ReconciliationEntity,
  UsageMonthEntity,
  PlanChoiceEntity,
  PromptEntity,
  RateLimitEntity,
  RecordingChainEntity,
  KeyRotationEntity,
  RecordingEntity,
  RecoveryCodeEntity,
  ReminderEntity,
  SealedFileEntity,
  SessionEntity,
  SettingEntity,
  SkillGroupEntity,
  TariffEntity,
  TenantEntity,
  TenantKeyEntity,
  TrunkEntity,
  UserEntity,
  UserTotpEntity,
  VaultAlarmEntity,
  VaultCheckEntity,
  VerificationEntity,
  WaveformEntity,
  WordCheckEntity,
  WordConfirmationEntity,
  WordFindingEntity,
  WordRuleEntity,
];

export const dataSourceOptions = (url: string, pool = 10): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities: ENTITIES,
  migrations: [
    Spine1763790000000,
    Onboarding1763800000000,
    Account1763800000001,
    Verification1763800000002,
    Number1763800000003,
    Plan1763800000004,
    Contract1763800000005,
    Payment1763800000006,
    Line1763800000007,
    TrunkAddress1763800000008,
    FinalBill1763800000010,
    Words1763810000004,
    Compliance1763810000005,
    Hearing1763810000002,
    Vault1763810000001,
    VaultKeys1763810000011,
    Retention1763810000003,
    Parties1763820000001,
    Supervisor1763820000002,
    Outbound1763820000003,
    CallQuality1763820000007,
    Contacts1763820000008,
    FloorSettings1763820000005,
    VaultUploads1763820000011,
    RecordingRules1763820000012,
    SeatsAndSupervisions1763830000001,
    AgentAlarms1763830000002,
    Keys1763830000008,
    Blocks1763830000009,
    BlocksRemoved1763840000008,
    GroupFigures1763840000004,
  ],
  migrationsTransactionMode: 'each',
  synchronize: false,
  poolSize: pool,
  applicationName: 'sibai',
  // A database that does not answer must fail a request, not hang it.
  connectTimeoutMS: 5000,
});
