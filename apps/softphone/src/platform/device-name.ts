/** What this device is called where another one of the same agent asks: browser and system, as people name them. */
export function deviceName(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : '';
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
  return [browser, system].filter(Boolean).join(' · ');
}

/** The first that fits: an Android says Linux, too, and an iPad Mac OS. */
const SYSTEMS = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
] as const;
