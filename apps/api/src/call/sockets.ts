import { may } from '@sibai/contracts';
import type { AgentId, TenantId } from '@sibai/kernel';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server, type Socket } from 'socket.io';

import { Changes } from '../platform/changes.js';
import { SessionService } from '../platform/session.service.js';
import { DeskService } from './agent/desk.service.js';
import { Phones } from './agent/phones.js';
import { LiveService } from './analytics/live.service.js';
import { CallEngine } from './engine.js';
import { Floor } from './floor.js';
import { Tenants } from './tenants.js';

/** Changes that come together are pushed together: to a live page well within the second it promises, to a desk sooner. */
const LIVE_MS = 500;
const DESK_MS = 150;
/** A live page is pushed at least this often, so that it can tell a quiet floor from a dead line. */
const REFRESH_MS = 2_000;
/** A desk whose socket is gone for longer is closed, or its browser is dead. */
const DESK_GRACE_MS = 10_000;

const liveRoom = (tenant: TenantId) => `live:${tenant}`;
const deskRoom = (agent: AgentId) => `desk:${agent}`;

/** Pushes the live page to supervisors and each agent's desk to the agent; a desk's socket is its heartbeat. */
@Injectable()
export class Sockets implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(Sockets.name);
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #leaving = new Map<AgentId, NodeJS.Timeout>();
  /** How many callers wait for an agent, as the agent's desk was last told. */
  readonly #waiting = new Map<AgentId, { readonly tenant: TenantId; readonly count: number }>();
  #server: Server | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly sessions: SessionService,
    private readonly live: LiveService,
    private readonly desks: DeskService,
    private readonly phones: Phones,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly tenants: Tenants,
    private readonly changes: Changes,
  ) {}

  onApplicationBootstrap(): void {
    const server = new Server(this.http.httpAdapter.getHttpServer(), {
      serveClient: false,
      pingInterval: 5_000,
      pingTimeout: 5_000,
    });
    this.#server = server;
    server.use((socket, next) => {
      this.#admit(socket).then(() => next(), next);
    });
    server.on('connection', (socket) => this.#welcome(socket));

    this.engine.watch(({ facts: { tenantId }, state }) => {
      this.#changed(tenantId);
      const offer = state.at === 'acd' || state.at === 'agent' ? state.offer : null;
      if (offer) this.#pushDesk(tenantId, offer.agentId);
    });
    this.floor.watch((tenant, agent) => {
      this.#changed(tenant);
      this.#pushDesk(tenant, agent);
    });
    this.changes.watch(({ tenantId }) => {
      this.#changed(tenantId);
      for (const { agent } of this.floor.presences(tenantId)) this.#pushDesk(tenantId, agent);
    });
    this.sessions.onSignOut(({ userId, tenantId }) => {
      const agent = userId as string as AgentId;
      server.in(deskRoom(agent)).disconnectSockets();
      void this.#signOff(tenantId, agent);
    });
    this.#refresh = setInterval(() => this.tenants.held.forEach((tenant) => this.#pushLive(tenant)), REFRESH_MS);
  }

  /** After a restart: whoever is signed in has this long to come back before being signed off. */
  expectDesks(tenant: TenantId): void {
    for (const { agent, presence } of this.floor.presences(tenant))
      if (presence.at !== 'offline' && !this.#hasDesk(agent)) this.#missDesk(tenant, agent);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#refresh);
    for (const timer of [...this.#due.values(), ...this.#leaving.values()]) clearTimeout(timer);
    await this.#server?.close();
  }

  async #admit(socket: Socket): Promise<void> {
    const me = await this.sessions.authenticate(socket.handshake.headers.cookie);
    if (!me) throw new Error('session.required');
    const desk = socket.handshake.auth['desk'] === true;
    if (!may(me.role, desk ? 'agent.work' : 'live.view')) throw new Error('permission.denied');
    socket.data = { tenant: me.tenantId, agent: desk ? me.userId : undefined };
  }

  #welcome(socket: Socket): void {
    const { tenant, agent } = socket.data as { tenant: TenantId; agent: AgentId | undefined };
    if (!agent) {
      void socket.join(liveRoom(tenant));
      void this.live.board(tenant).then((board) => socket.emit('live', board));
      return;
    }
    clearTimeout(this.#leaving.get(agent));
    void socket.join(deskRoom(agent));
    this.#pushDesk(tenant, agent);
    socket.on('disconnect', () => {
      if (!this.#hasDesk(agent)) this.#missDesk(tenant, agent);
    });
  }

  #hasDesk(agent: AgentId): boolean {
    return (this.#server?.sockets.adapter.rooms.get(deskRoom(agent))?.size ?? 0) > 0;
  }

  #missDesk(tenant: TenantId, agent: AgentId): void {
    clearTimeout(this.#leaving.get(agent));
    const timer = setTimeout(() => {
      this.#leaving.delete(agent);
      if (!this.#hasDesk(agent)) void this.#signOff(tenant, agent);
    }, DESK_GRACE_MS);
    this.#leaving.set(agent, timer);
  }

  /** Takes an agent out of routing. The phone is kept while a conversation goes on over it. */
  async #signOff(tenant: TenantId, agent: AgentId): Promise<void> {
    this.floor.choose(tenant, agent, { at: 'offline' });
    if (this.floor.presence(tenant, agent)?.at !== 'talking') await this.phones.revoke(tenant, agent);
  }

  /** Whom a change concerns besides: the live page, and the desks for which more or fewer callers wait now. */
  #changed(tenant: TenantId): void {
    this.#soon(liveRoom(tenant), LIVE_MS, () => {
      this.#pushLive(tenant);
      for (const [agent, told] of this.#waiting)
        if (told.tenant === tenant && told.count !== this.floor.waitingFor(tenant, agent))
          this.#pushDesk(tenant, agent);
    });
  }

  #pushLive(tenant: TenantId): void {
    const room = liveRoom(tenant);
    if (!this.#server?.sockets.adapter.rooms.has(room)) return;
    this.live.board(tenant).then(
      (board) => this.#server?.to(room).emit('live', board),
      (error: unknown) => this.#log.error(`the live page of ${tenant} could not be made: ${String(error)}`),
    );
  }

  #pushDesk(tenant: TenantId, agent: AgentId): void {
    if (!this.#hasDesk(agent)) return void this.#waiting.delete(agent);
    this.#soon(deskRoom(agent), DESK_MS, () => {
      this.desks.desk(tenant, agent).then(
        (desk) => {
          this.#waiting.set(agent, { tenant, count: desk.waiting });
          this.#server?.to(deskRoom(agent)).emit('desk', desk);
        },
        (error: unknown) => this.#log.error(`the desk of ${agent} could not be made: ${String(error)}`),
      );
    });
  }

  #soon(what: string, ms: number, push: () => void): void {
    if (this.#due.has(what)) return;
    this.#due.set(
      what,
      setTimeout(() => {
        this.#due.delete(what);
        push();
      }, ms),
    );
  }
}
