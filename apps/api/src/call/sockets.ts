import { agentsOf } from '@sibai/call';
import { DeskHandshake, type DeskNotice, may, type OwnSupervision } from '@sibai/contracts';
import type { AgentId, TenantId, UserId } from '@sibai/kernel';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Server, type Socket } from 'socket.io';

import { Changes } from '../platform/changes.js';
import { type Me, SessionService } from '../platform/session.service.js';
import { DeskService } from './agent/desk.service.js';
import { Phones } from './agent/phones.js';
import { Seats } from './agent/seats.js';
import { Alarms } from './analytics/alarms.js';
import { CallEngine } from './engine.js';
import { Floor } from './floor.js';
import { Tenants } from './tenants.js';
import { Walls } from './walls.js';

/** Changes that come together are pushed together: a wall shows them within 300 ms, a desk sooner. */
const LIVE_MS = 150;
const DESK_MS = 150;
/** A live page is pushed at least this often, so that it can tell a quiet floor from a dead line. */
const REFRESH_MS = 2_000;
/** For so long may look who has no right to any more without having signed out. */
const CHECK_MS = 60_000;
/** A dead network is noticed when a ping is not answered: 5 s at the latest. Together with the grace: 10 s. */
const PING_MS = 2_500;
/** A desk whose socket is gone for longer is closed, or its browser is dead. A page that is reloaded is back sooner. */
const DESK_GRACE_MS = 5_000;
/** After a restart all desks come back together, and wait up to 4 s before they try. */
const RESTART_GRACE_MS = 10_000;

const userRoom = (user: UserId) => `user:${user}`;
const deskRoom = (agent: AgentId) => `desk:${agent}`;
/** Other windows and devices of the agent: they see the desk and are not it. */
const mirrorRoom = (agent: AgentId) => `mirror:${agent}`;
/** A device whose seat is being found out. A socket of before it that closes meanwhile must not give its seat away. */
const arrivalRoom = (agent: AgentId) => `arrival:${agent}`;

interface Guest {
  readonly me: Me;
  /** Whose desk it shows; undefined for a live page. */
  readonly agent: AgentId | undefined;
  readonly desk: DeskHandshake | undefined;
}

/** Pushes the live page to supervisors and each agent's desk to the agent; a desk's socket is its heartbeat. */
@Injectable()
export class Sockets implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(Sockets.name);
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #leaving = new Map<AgentId, NodeJS.Timeout>();
  /** How many callers wait for an agent, as the agent's desk was last told. */
  readonly #waiting = new Map<AgentId, { readonly tenant: TenantId; readonly count: number }>();
  /** Agents who were signed off in mid-call because their desk was gone: whoever comes back in time did not want that. */
  readonly #missed = new Set<AgentId>();
  #server: Server | undefined;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly sessions: SessionService,
    private readonly walls: Walls,
    private readonly alarms: Alarms,
    private readonly desks: DeskService,
    private readonly phones: Phones,
    private readonly floor: Floor,
    private readonly engine: CallEngine,
    private readonly tenants: Tenants,
    private readonly changes: Changes,
    private readonly seats: Seats,
  ) {}

  onApplicationBootstrap(): void {
    const server = new Server(this.http.httpAdapter.getHttpServer(), {
      serveClient: false,
      pingInterval: PING_MS,
      pingTimeout: PING_MS,
    });
    this.#server = server;
    this.walls.open(server, (tenant) => this.#changed(tenant));
    server.use((socket, next) => {
      this.#admit(socket).then(() => next(), next);
    });
    server.on('connection', (socket) => this.#welcome(socket));

    this.engine.watch(({ facts: { tenantId }, state }) => {
      this.#changed(tenantId);
      for (const agent of agentsOf(state)) this.#pushDesk(tenantId, agent);
    });
    this.floor.watch((tenant, agent) => {
      this.#changed(tenant);
      this.#pushDesk(tenant, agent);
    });
    this.alarms.watch((tenant) => this.#changed(tenant));
    this.changes.watch(({ tenantId }) => {
      this.#changed(tenantId);
      for (const { agent } of this.floor.presences(tenantId)) this.#pushDesk(tenantId, agent);
    });
    this.sessions.onSignOut(({ userId, tenantId }) => {
      const agent = userId as string as AgentId;
      server.in(deskRoom(agent)).in(mirrorRoom(agent)).disconnectSockets();
      void this.#signOff(tenantId, agent);
    });
    this.#timers.push(
      setInterval(() => this.tenants.held.forEach((tenant) => this.walls.push(tenant)), REFRESH_MS),
      setInterval(() => void this.walls.check().catch((error: unknown) => this.#log.warn(String(error))), CHECK_MS),
    );
  }

  /** After a restart: whoever is signed in has this long to come back before being signed off, and every device to its seat. */
  expectDesks(tenant: TenantId): void {
    for (const { agent, presence } of this.floor.presences(tenant))
      if (presence.at !== 'offline' && !this.#hasDesk(agent)) this.#missDesk(tenant, agent, RESTART_GRACE_MS);
    this.#timers.push(setTimeout(() => this.#freeSeats(tenant), RESTART_GRACE_MS));
  }

  /** Tells an agent what somebody else has done, or says. Answers whether a desk is there to be told. */
  notify(agent: AgentId, notice: DeskNotice): boolean {
    this.#server?.to(deskRoom(agent)).to(mirrorRoom(agent)).emit('desk.notice', notice);
    return this.#hasDesk(agent);
  }

  /** Tells a supervisor's pages what they supervise, and all walls who supervises. */
  supervised(tenant: TenantId, user: UserId, own: OwnSupervision): void {
    this.#server?.to(userRoom(user)).emit('supervision', own);
    this.#changed(tenant);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of [...this.#timers, ...this.#due.values(), ...this.#leaving.values()]) clearTimeout(timer);
    await this.#server?.close();
  }

  async #admit(socket: Socket): Promise<void> {
    const me = await this.sessions.authenticate(socket.handshake.headers.cookie);
    if (!me) throw new Error('session.required');
    const desk = DeskHandshake.safeParse(socket.handshake.auth).data;
    if (!may(me.role, desk ? 'agent.work' : 'live.view')) throw new Error('permission.denied');
    const agent = desk && (me.userId as string as AgentId);
    socket.data = { me, agent, desk } satisfies Guest;
  }

  #welcome(socket: Socket): void {
    const { me, agent, desk } = socket.data as Guest;
    if (!agent || !desk) {
      void socket.join(userRoom(me.userId));
      this.walls.join(socket, me);
      return;
    }
    const tenant = me.tenantId;
    const refuse = (error: unknown) => {
      this.#log.warn(`the seat of ${agent} is not known: ${String(error)}`);
      // It tries again.
      socket.disconnect(true);
    };
    this.#place(socket, tenant, agent, desk).catch(refuse);
    socket.on('desk.seat.take', () => void this.#take(socket, tenant, agent, desk).catch(refuse));
    socket.on('disconnect', () => {
      if (this.#hasDesk(agent)) return;
      // Whichever device comes next may sit down: a page that is reloaded does so at once, the others only when asked to.
      void this.#leaveSeat(tenant, agent);
      this.#missDesk(tenant, agent, DESK_GRACE_MS);
    });
  }

  /** At the desk, or where one looks on. */
  async #place(socket: Socket, tenant: TenantId, agent: AgentId, desk: DeskHandshake): Promise<void> {
    const { seat, device = '', observe = false } = desk;
    if (!observe) void socket.join(arrivalRoom(agent));
    const mine = !observe && (seat === undefined || (await this.seats.claim(tenant, agent, seat, device)));
    if (!socket.connected) return;
    if (mine) this.#sitDown(socket, tenant, agent);
    else void socket.join(mirrorRoom(agent));
    void socket.leave(arrivalRoom(agent));
    this.#pushDesk(tenant, agent);
    await this.#tellSeat(tenant, agent);
  }

  async #take(socket: Socket, tenant: TenantId, agent: AgentId, desk: DeskHandshake): Promise<void> {
    const { seat, device = '' } = desk;
    if (seat === undefined) return;
    await this.seats.take(tenant, agent, seat, device);
    if (!socket.connected) return;
    this.#sitDown(socket, tenant, agent);
    await this.#tellSeat(tenant, agent);
  }

  #leaveSeat(tenant: TenantId, agent: AgentId): Promise<void> {
    return this.seats
      .leave(tenant, agent, () => !this.#hasDesk(agent) && !this.#holds(arrivalRoom(agent)))
      .catch((error: unknown) => this.#log.warn(`the seat of ${agent} is still taken: ${String(error)}`));
  }

  #freeSeats(tenant: TenantId): void {
    this.seats
      .leaveAll(tenant, (agent) => !this.#hasDesk(agent))
      .catch((error: unknown) => this.#log.warn(`seats of ${tenant} are still taken: ${String(error)}`));
  }

  #sitDown(socket: Socket, tenant: TenantId, agent: AgentId): void {
    clearTimeout(this.#leaving.get(agent));
    void socket.leave(mirrorRoom(agent));
    void socket.join(deskRoom(agent));
    const presence = this.floor.presence(tenant, agent);
    if (this.#missed.delete(agent) && presence?.at === 'talking' && presence.next?.at === 'offline')
      this.floor.choose(tenant, agent, { at: 'ready' });
  }

  /** Every device of the agent hears which one has the seat; one that has lost it looks on from now. */
  async #tellSeat(tenant: TenantId, agent: AgentId): Promise<void> {
    for (const socket of (await this.#server?.in(deskRoom(agent)).in(mirrorRoom(agent)).fetchSockets()) ?? []) {
      const { desk } = socket.data as Guest;
      if (desk?.seat === undefined) continue;
      const seat = await this.seats.seenBy(tenant, agent, desk.seat);
      if (!seat.mine) {
        socket.leave(deskRoom(agent));
        socket.join(mirrorRoom(agent));
      }
      socket.emit('desk.seat', seat);
    }
  }

  #hasDesk(agent: AgentId): boolean {
    return this.#holds(deskRoom(agent));
  }

  #holds(room: string): boolean {
    return (this.#server?.sockets.adapter.rooms.get(room)?.size ?? 0) > 0;
  }

  #missDesk(tenant: TenantId, agent: AgentId, graceMs: number): void {
    clearTimeout(this.#leaving.get(agent));
    const timer = setTimeout(() => {
      this.#leaving.delete(agent);
      if (this.#hasDesk(agent)) return;
      this.#leaveSeat(tenant, agent)
        .then(() => this.#tellSeat(tenant, agent))
        .catch((error: unknown) => this.#log.warn(String(error)));
      if (this.floor.presence(tenant, agent)?.at === 'talking') this.#missed.add(agent);
      void this.#signOff(tenant, agent);
    }, graceMs);
    this.#leaving.set(agent, timer);
  }

  /** Takes an agent out of routing. The phone is kept while a conversation goes on over it. */
  async #signOff(tenant: TenantId, agent: AgentId): Promise<void> {
    this.floor.choose(tenant, agent, { at: 'offline' });
    if (this.floor.presence(tenant, agent)?.at === 'talking') return;
    await this.phones
      .revoke(tenant, agent)
      .catch((error: unknown) => this.#log.warn(`the phone of ${agent} is still there: ${String(error)}`));
  }

  /** Whom a change concerns besides: the live page, and the desks for which more or fewer callers wait now. */
  #changed(tenant: TenantId): void {
    this.#soon(`live:${tenant}`, LIVE_MS, () => {
      this.walls.push(tenant);
      for (const [agent, told] of this.#waiting)
        if (told.tenant === tenant && told.count !== this.floor.waitingFor(tenant, agent))
          this.#pushDesk(tenant, agent);
    });
  }

  #pushDesk(tenant: TenantId, agent: AgentId): void {
    if (!this.#hasDesk(agent) && !this.#holds(mirrorRoom(agent))) return void this.#waiting.delete(agent);
    this.#soon(deskRoom(agent), DESK_MS, () => {
      this.desks.desk(tenant, agent).then(
        (desk) => {
          this.#waiting.set(agent, { tenant, count: desk.waiting });
          this.#server?.to(deskRoom(agent)).to(mirrorRoom(agent)).emit('desk', desk);
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
