import { WebSocket } from 'ws';

import type { AriAddress } from './ari.js';
import type { ApplicationReplaced, AriEvent } from './model.js';

const RETRY_MS = [100, 250, 500, 1000, 2000];
/** A socket that has not answered a ping for this long is dead, whatever the kernel says. */
const SILENCE_MS = 10_000;

export interface AriListener {
  /** The socket is open: everything must be looked at afresh, since what was missed is never sent again. */
  connected(): void;
  disconnected(reason: string): void;
  event(event: AriEvent): void;
}

/** The event socket of one Asterisk: connects, and connects again whenever it is lost, until closed. */
export class AriEvents {
  readonly #url: URL;
  readonly #authorization: string;
  readonly #listener: AriListener;
  #socket: WebSocket | undefined;
  #failures = 0;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(at: AriAddress, listener: AriListener) {
    // Of every channel from its first moment on: a phone may refuse a call sooner than one could subscribe to it.
    this.#url = new URL(`events?app=${at.app}&subscribeAll=true`, at.base);
    this.#url.protocol = at.base.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#authorization = at.authorization;
    this.#listener = listener;
  }

  open(): void {
    const socket = new WebSocket(this.#url, {
      headers: { authorization: this.#authorization },
      handshakeTimeout: 5000,
    });
    this.#socket = socket;
    let reason = '';
    let heard = Date.now();
    const pulse = setInterval(() => {
      if (Date.now() - heard > SILENCE_MS) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, SILENCE_MS / 4);

    socket.on('open', () => {
      this.#failures = 0;
      this.#listener.connected();
    });
    socket.on('pong', () => (heard = Date.now()));
    socket.on('message', (data: Buffer) => {
      heard = Date.now();
      const event = JSON.parse(data.toString()) as AriEvent | ApplicationReplaced;
      if (event.type !== 'ApplicationReplaced') return this.#listener.event(event);
      // Nothing more would come over this socket. Not at once, so that two who both want it do not tear at it.
      reason = 'another program has taken our place at Asterisk';
      this.#failures = RETRY_MS.length;
      socket.close();
    });
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', (code) => {
      clearInterval(pulse);
      if (this.#closed) return;
      this.#listener.disconnected(reason || `closed with ${code}`);
      this.#retry = setTimeout(() => this.open(), RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]);
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }
}
