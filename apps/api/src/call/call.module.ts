import { Global, Injectable, Module } from '@nestjs/common';
import type { LineId } from '@sibai/kernel';

import { ENV, type Env } from '../platform/env.js';
import { Telephony } from '../platform/telephony.js';
import { Adoption } from './adoption.js';
import { WaitingController } from './acd/waiting.controller.js';
import { WrapUpController } from './agent/wrap-up.controller.js';
import { CallControlController } from './agent/call-control.controller.js';
import { CallControlService } from './agent/call-control.service.js';
import { CallCards } from './agent/call-cards.js';
import { RecordingPauseController } from './agent/recording-pause.controller.js';
import { RecordingPauseService } from './agent/recording-pause.service.js';
import { CallbackController } from './acd/callback.controller.js';
import { CallbackService } from './acd/callback.service.js';
import { OutboundCallController } from './agent/outbound-call.controller.js';
import { OutboundCallService } from './agent/outbound-call.service.js';
import { DeskController } from './agent/desk.controller.js';
import { DeskService } from './agent/desk.service.js';
import { Phones } from './agent/phones.js';
import { QualityController } from './agent/quality.controller.js';
import { QualityService } from './agent/quality.service.js';
import { Seats } from './agent/seats.js';
import { WorkplaceController } from './agent/workplace.controller.js';
import { WorkplaceService } from './agent/workplace.service.js';
import { Alarms } from './analytics/alarms.js';
import { FloorController } from './analytics/floor.controller.js';
import { FloorRows } from './analytics/floor-rows.js';
import { FloorSettingsStore } from './analytics/floor-settings.js';
import { HistoryService } from './analytics/history.service.js';
import { LiveService } from './analytics/live.service.js';
import { OwnGroups } from './analytics/own-groups.js';
import { WallFigures } from './analytics/wall-figures.js';
import { WallFolds } from './analytics/wall-folds.js';
import { WallGroups } from './analytics/wall-groups.js';
import { AcdModule } from './acd/acd.module.js';
import { SteeringController } from './steering/steering.controller.js';
import { SteeringService } from './steering/steering.service.js';
import { SupervisionRights } from './steering/supervision-rights.js';
import { SupervisionStore } from './steering/supervision.store.js';
import { Supervisions } from './steering/supervisions.js';
import { Callees } from './callees.js';
import { CallerRegions } from './caller-regions.js';
import { Callbacks } from './callbacks.js';
import { CutOffs } from './cut-offs.js';
import { Dialler } from './dialler.js';
import { CallEngine } from './engine.js';
import { Exchange } from './exchange.js';
import { Floor } from './floor.js';
import { House } from './house.js';
import { IvrModule } from './ivr/ivr.module.js';
import { Speaker } from './ivr/speaker.js';
import { PromptStore } from './ivr/speech/prompt-store.js';
import { Ledger } from './ledger.js';
import { Evidence } from './recording/evidence.js';
import { Exports } from './recording/exports.js';
import { HearingController } from './recording/hearing.controller.js';
import { Hearing } from './recording/hearing.js';
import { ListeningController } from './recording/listening.controller.js';
import { Listenings } from './recording/listenings.js';
import { Recorder } from './recording/recorder.js';
import { Pauses } from './recording/pauses.js';
import { RecordingController } from './recording/recording.controller.js';
import { Stores } from './recording/stores.js';
import { Uploads } from './recording/uploads.js';
import { RecordingRulesController } from './recording/rules.controller.js';
import { RecordingRulesService } from './recording/rules.service.js';
import { VaultChecks } from './recording/vault-check.js';
import { VaultSummary } from './recording/vault-summary.js';
import { VaultController } from './recording/vault.controller.js';
import { Vault } from './recording/vault.js';
import { Sockets } from './sockets.js';
import { Sounds } from './sounds.js';
import { Switchboard } from './switchboard.js';
import { Tenants } from './tenants.js';
import { Walls } from './walls.js';
import { Outward } from './outward.js';
import { LineDesk } from './line-desk.js';
import { VoicemailController } from './recording/voicemail.controller.js';
import { VoicemailService } from './recording/voicemail.service.js';
import { Blocks } from './trunk/blocks.js';
import { LineBook } from './trunk/line-book.js';
import { LineUsage } from './trunk/line-usage.js';
import { Permits } from './trunk/permits.js';
import { SecurityLog } from './trunk/security-log.js';
import { TrunkPush } from './trunk/trunk-push.js';
import { Voicemails } from './voicemails.js';

@Injectable()
class EngineStatus extends Telephony {
  constructor(
    private readonly switchboard: Switchboard,
    private readonly prompts: PromptStore,
    private readonly uploads: Uploads,
  ) {
    super();
  }

  override status() {
    const { voice, missing } = this.prompts.status();
    const speech =
      voice === 'none' ? { ok: false, detail: `no voice: set ${missing.join(' or ')}` } : { ok: true, detail: voice };
    return { ...this.switchboard.status(), speech, vault: this.uploads.status() };
  }
}

@Injectable()
class EngineLineUsage extends LineUsage {
  constructor(private readonly exchange: Exchange) {
    super();
  }

  override inUse(line: LineId): number {
    return this.exchange.inUse(line);
  }
}

/** The live call path: what runs calls, beside the stages that hold their rows and routes. */
@Global()
@Module({
  imports: [AcdModule, IvrModule],
  controllers: [
    WaitingController,
    WrapUpController,
    CallControlController,
    FloorController,
    SteeringController,
    DeskController,
    QualityController,
    WorkplaceController,
    RecordingController,
    RecordingPauseController,
    RecordingRulesController,
    ListeningController,
    HearingController,
    VaultController,
    VoicemailController,
    CallbackController,
    OutboundCallController,
  ],
  providers: [
    Adoption,
    Alarms,
    Blocks,
    FloorRows,
    FloorSettingsStore,
    HistoryService,
    OwnGroups,
    SteeringService,
    SupervisionRights,
    Supervisions,
    SupervisionStore,
    WallFigures,
    WallFolds,
    WallGroups,
    Walls,
    CallCards,
    CallControlService,
    CallEngine,
    Dialler,
    Sounds,
    CallbackService,
    Callbacks,
    CutOffs,
    Callees,
    CallerRegions,
    DeskService,
    Evidence,
    Exchange,
    Exports,
    Floor,
    Hearing,
    House,
    Ledger,
    LineBook,
    LineDesk,
    OutboundCallService,
    Listenings,
    LiveService,
    Pauses,
    Outward,
    Permits,
    Phones,
    QualityService,
    Recorder,
    RecordingPauseService,
    RecordingRulesService,
    Seats,
    SecurityLog,
    Sockets,
    Speaker,
    Switchboard,
    Tenants,
    TrunkPush,
    { provide: Stores, inject: [ENV], useFactory: (env: Env) => Stores.open(env) },
    Uploads,
    Vault,
    VoicemailService,
    Voicemails,
    VaultChecks,
    VaultSummary,
    WorkplaceService,
    { provide: Telephony, useClass: EngineStatus },
    { provide: LineUsage, useClass: EngineLineUsage },
  ],
  exports: [CallEngine, CallerRegions, Telephony, LineUsage, Switchboard, Vault],
})
export class CallModule {}
