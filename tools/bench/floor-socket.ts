/** What of socket.io 4 a page of ours needs: one websocket, one namespace, text. A thousand of these cost little. */
export function openSocket(
  baseUrl: string,
  cookie: string,
  auth: object,
  onEvent?: (packet: string) => void,
): Promise<WebSocket> {
  const url = `${baseUrl.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
  // Headers are undici's addition to the standard.
  const socket = new WebSocket(url, { headers: { cookie } } as never);
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('a socket could not be opened')));
    socket.addEventListener('close', ({ code }) => reject(new Error(`a socket was closed: ${code}`)));
    socket.addEventListener('message', ({ data }) => {
      const packet = String(data);
      if (packet.startsWith('42')) onEvent?.(packet);
      else if (packet === '2') socket.send('3');
      else if (packet.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
      else if (packet.startsWith('40')) resolve(socket);
      else if (packet.startsWith('44')) reject(new Error(`a socket was refused: ${packet}`));
    });
  });
}
