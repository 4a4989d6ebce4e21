import { Group, id, SaveGroup } from '@sibai/contracts';
import type { GroupId } from '@sibai/kernel';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';

import { Allow, Me } from '../../platform/auth.js';
import { Answers } from '../../platform/openapi.js';
import { GroupService, type GroupWithAgents } from './group.service.js';

const wire = ({ group, agents, supervisors }: GroupWithAgents): Group => group.toWire(agents, supervisors);

@Controller('groups')
export class GroupController {
  constructor(private readonly groups: GroupService) {}

  @Allow('group.view')
  @Get()
  @Answers([Group])
  async list(): Promise<Group[]> {
    return (await this.groups.list()).map(wire);
  }

  @Allow('group.manage')
  @Post()
  @Answers(Group, 201)
  async create(@Me() me: Me, @Body({ schema: SaveGroup }) body: SaveGroup): Promise<Group> {
    return wire(await this.groups.create(me, body));
  }

  @Allow('group.manage')
  @Put(':id')
  @Answers(Group)
  async update(
    @Me() me: Me,
    @Param('id', { schema: id<'Group'>() }) groupId: GroupId,
    @Body({ schema: SaveGroup }) body: SaveGroup,
  ): Promise<Group> {
    return wire(await this.groups.update(me, groupId, body));
  }

  @Allow('group.manage')
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: id<'Group'>() }) groupId: GroupId): Promise<void> {
    await this.groups.remove(groupId);
  }
}
