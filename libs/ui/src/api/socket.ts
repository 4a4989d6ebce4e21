import { io, type Socket } from 'socket.io-client';

/**
 * A socket to the server, not yet connected. It carries the session cookie, and comes back by itself after a network
 * failure or a restart of the server. WebSocket only: long polling would need sticky sessions behind a proxy.
 */
export const socket = (): Socket =>
  io({
    autoConnect: false,
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
  });
