import {
  Broadcast,
  Broadcasted,
  ForcePresence,
  id,
  MoveCall,
  OwnSupervision,
  PhoneAccount,
  RaisePriority,
  SetOwnSkills,
  Supervise,
} from '@sibai/contracts';
import type { AgentId, CallId, GroupId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { SteeringService } from './steering.service.js';

@Controller('floor')
export class SteeringController {
  constructor(private readonly steering: SteeringService) {}

  /** A fresh SIP account for this supervisor's browser; the one before ends. */
  @Allow('floor.steer')
  @Post('phone')
  @Answers(PhoneAccount, 201)
  phone(@Me() me: Me): Promise<PhoneAccount> {
    return this.steering.phone(me);
  }

  @Allow('floor.steer')
  @Get('supervision')
  @Answers(OwnSupervision)
  own(@Me() me: Me): OwnSupervision {
    return this.steering.ownSupervision(me);
  }

  @Allow('floor.steer')
  @Delete('supervision')
  @HttpCode(204)
  leave(@Me() me: Me): Promise<void> {
    return this.steering.leave(me);
  }

  @Allow('floor.steer')
  @Put('calls/:id/supervision')
  @Answers(OwnSupervision)
  supervise(
    @Me() me: Me,
    @Param('id', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: Supervise }) wish: Supervise,
  ): Promise<OwnSupervision> {
    return this.steering.supervise(me, call, wish);
  }

  @Allow('floor.steer')
  @Post('calls/:id/take-over')
  @HttpCode(200)
  @Answers(OwnSupervision)
  takeOver(@Me() me: Me, @Param('id', { schema: id<'Call'>() }) call: CallId): Promise<OwnSupervision> {
    return this.steering.takeOver(me, call);
  }

  @Allow('floor.steer')
  @Put('calls/:id/group')
  @HttpCode(204)
  move(
    @Me() me: Me,
    @Param('id', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: MoveCall }) { groupId }: MoveCall,
  ): Promise<void> {
    return this.steering.move(me, call, groupId);
  }

  @Allow('floor.steer')
  @Put('calls/:id/priority')
  @HttpCode(204)
  prioritise(
    @Me() me: Me,
    @Param('id', { schema: id<'Call'>() }) call: CallId,
    @Body({ schema: RaisePriority }) { priority }: RaisePriority,
  ): Promise<void> {
    return this.steering.prioritise(me, call, priority);
  }

  @Allow('floor.steer')
  @Put('agents/:id/presence')
  @HttpCode(204)
  force(
    @Me() me: Me,
    @Param('id', { schema: id<'Agent'>() }) agent: AgentId,
    @Body({ schema: ForcePresence }) wish: ForcePresence,
  ): Promise<void> {
    return this.steering.force(me, agent, wish);
  }

  @Allow('floor.steer')
  @Put('agents/:id/skills')
  @HttpCode(204)
  skills(
    @Me() me: Me,
    @Param('id', { schema: id<'Agent'>() }) agent: AgentId,
    @Body({ schema: SetOwnSkills }) { skills }: SetOwnSkills,
  ): Promise<void> {
    return this.steering.setSkills(me, agent, skills);
  }

  @Allow('floor.steer')
  @Post('groups/:id/broadcast')
  @HttpCode(200)
  @Answers(Broadcasted)
  broadcast(
    @Me() me: Me,
    @Param('id', { schema: id<'Group'>() }) group: GroupId,
    @Body({ schema: Broadcast }) { text }: Broadcast,
  ): Promise<Broadcasted> {
    return this.steering.broadcast(me, group, text);
  }
}
