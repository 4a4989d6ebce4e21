import { changeOf, type Live, type LiveStep, type LiveWhole } from '@sibai/contracts';
import type { TenantId } from '@sibai/kernel';
import { Injectable, Logger } from '@nestjs/common';
import type { Server, Socket } from 'socket.io';

import { type Me, SessionService } from '../platform/session.service.js';
import { LiveService } from './analytics/live.service.js';
import { type OwnGroupSet, OwnGroups } from './analytics/own-groups.js';

type Viewer = Pick<Me, 'userId' | 'tenantId' | 'role' | 'sessionId'>;

/** The boards of all who see the same groups of a tenant, one after another. */
interface Stream {
  readonly room: string;
  readonly own: OwnGroupSet;
  seq: number;
  /** The one that was sent last. */
  board: Live | undefined;
}

interface Page {
  readonly viewer: Viewer;
  stream: Stream | undefined;
}

/**
 * Pushes the wallboard: the whole of it to a page that joins, comes to see other groups or asks for it, and to all others what has
 * changed since the board before. One board and one change is made for all who see the same groups.
 */
@Injectable()
export class Walls {
  readonly #log = new Logger(Walls.name);
  readonly #pages = new Map<Socket, Page>();
  readonly #streams = new Map<TenantId, Map<string, Stream>>();
  /** Tenants whose boards are being made, and whether there is something new for them by now. */
  readonly #making = new Map<TenantId, { again: boolean }>();
  #server: Server | undefined;
  #again: (tenant: TenantId) => void = () => undefined;

  constructor(
    private readonly sessions: SessionService,
    private readonly live: LiveService,
    private readonly own: OwnGroups,
  ) {}

  /** `again` is asked for another board, after a pause, of a tenant that has changed while one was made. */
  open(server: Server, again: (tenant: TenantId) => void): void {
    this.#server = server;
    this.#again = again;
    this.sessions.onSignOut(({ sessionId }) => {
      for (const [socket, { viewer }] of this.#pages) if (viewer.sessionId === sessionId) socket.disconnect(true);
    });
  }

  join(socket: Socket, viewer: Viewer): void {
    this.#pages.set(socket, { viewer, stream: undefined });
    socket.on('disconnect', () => this.#pages.delete(socket));
    socket.on('live.whole', () => this.#tellWhole(socket));
    this.push(viewer.tenantId);
  }

  /** Whoever has lost the right to look without signing out, as a session that has run out: no later than when this is asked. */
  async check(): Promise<void> {
    for (const [socket, { viewer }] of this.#pages) {
      const me = await this.sessions.authenticate(socket.handshake.headers.cookie);
      if (me?.sessionId !== viewer.sessionId || me.role !== viewer.role) socket.disconnect(true);
    }
  }

  /** To all walls of a tenant. Boards that take long are not made twice at once, and no change is lost. */
  push(tenant: TenantId): void {
    const busy = this.#making.get(tenant);
    if (busy) {
      busy.again = true;
      return;
    }
    const making = { again: false };
    this.#making.set(tenant, making);
    this.#make(tenant)
      .catch((error: unknown) => this.#log.error(`the live page of ${tenant} could not be made: ${String(error)}`))
      .finally(() => {
        this.#making.delete(tenant);
        if (making.again) this.#again(tenant);
      });
  }

  async #make(tenant: TenantId): Promise<void> {
    const watched = await this.#watched(tenant);
    if (watched.size === 0) return;
    const state = await this.live.state(tenant);
    for (const stream of watched) this.#show(stream, await this.live.boardOf(tenant, stream.own, state));
  }

  /** The streams of a tenant that somebody watches, with everybody in the right one. */
  async #watched(tenant: TenantId): Promise<ReadonlySet<Stream>> {
    const known = this.#streams.get(tenant) ?? new Map<string, Stream>();
    const watched = new Map<string, Stream>();
    for (const [socket, page] of this.#pages) {
      if (page.viewer.tenantId !== tenant) continue;
      const own = await this.own.of(page.viewer);
      const key = own === 'all' ? own : [...own].toSorted().join();
      const stream = watched.get(key) ?? known.get(key) ?? this.#newStream(tenant, key, own);
      watched.set(key, stream);
      if (page.stream !== stream && this.#pages.has(socket)) this.#move(socket, page, stream);
    }
    this.#streams.set(tenant, watched);
    return new Set(watched.values());
  }

  #newStream = (tenant: TenantId, key: string, own: OwnGroupSet): Stream => ({
    room: `live:${tenant}:${key}`,
    own,
    seq: 0,
    board: undefined,
  });

  #move(socket: Socket, page: Page, stream: Stream): void {
    if (page.stream) void socket.leave(page.stream.room);
    page.stream = stream;
    void socket.join(stream.room);
    this.#tellWhole(socket);
  }

  #tellWhole(socket: Socket): void {
    const { seq, board } = this.#pages.get(socket)?.stream ?? {};
    if (seq !== undefined && board) socket.emit('live', { seq, board } satisfies LiveWhole);
  }

  #show(stream: Stream, board: Live): void {
    const before = stream.board;
    stream.board = board;
    stream.seq++;
    const { room, seq } = stream;
    const to = this.#server?.local.to(room);
    if (before) to?.emit('live.change', { seq, change: changeOf(before, board) } satisfies LiveStep);
    else to?.emit('live', { seq, board } satisfies LiveWhole);
  }
}
