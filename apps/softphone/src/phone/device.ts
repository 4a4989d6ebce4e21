export interface Device {
  readonly id: string;
  readonly label: string;
  /** The apparatus it belongs to: a headset's microphone and earphones have one, and so has the browser's `default`. */
  readonly group: string;
}

/** Names the device that a choice comes to; `null` is what the system takes by default. */
export function effective(choice: string | null, devices: readonly Device[]): string {
  if (choice !== null && devices.some(({ id }) => id === choice)) return choice;
  const byDefault = devices.find(({ id }) => id === 'default') ?? devices[0];
  return `default:${byDefault?.group ?? ''}`;
}
