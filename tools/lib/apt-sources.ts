/** One archive that apt is configured to use, as far as it matters for fetching from it ourselves. */
export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy?: string;
  readonly trusted: boolean;
}

/** Where to fetch packages from: a mirror the system already trusts, with the suite to ask it for. */
export interface Archive {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly keyrings: readonly string[];
  readonly trusted: boolean;
}

const DEBIAN_SUITES = new Set('bullseye bookworm trixie forky duke sid stable oldstable testing unstable'.split(' '));
const UBUNTU_SUITES = new Set('noble plucky questing resolute'.split(' '));

/** Reads a one-line-style `sources.list`. */
export function parseList(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)\s*(?<components>[^#]*)/.exec(
      line,
    );
    if (!match?.groups) return [];
    const { options = '', uri = '', suite = '', components = '' } = match.groups;
    const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`, 'i').exec(options)?.[1];
    const signedBy = option('signed-by');
    return [
      {
        uri,
        suites: [suite],
        components: words(components),
        trusted: option('trusted') === 'yes',
        ...(signedBy?.startsWith('/') ? { signedBy } : {}),
      },
    ];
  });
}

/** Reads a deb822-style `*.sources` file. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>();
    let last = '';
    for (const line of stanza.split('\n')) {
      if (line.startsWith('#')) continue;
      const field = /^([\w-]+):\s*(.*)$/.exec(line);
      if (field?.[1]) fields.set((last = field[1].toLowerCase()), field[2] ?? '');
      else if (/^\s/.test(line) && last) fields.set(last, `${fields.get(last)} ${line.trim()}`);
    }
    const field = (name: string) => words(fields.get(name) ?? '');
    if (!field('types').includes('deb') || fields.get('enabled')?.toLowerCase() === 'no') return [];
    const [signedBy] = field('signed-by');
    return field('uris').map((uri) => ({
      uri,
      suites: field('suites'),
      components: field('components'),
      trusted: fields.get('trusted')?.toLowerCase() === 'yes',
      ...(signedBy?.startsWith('/') ? { signedBy } : {}),
    }));
  });
}

/**
 * Picks the archive to unpack programs from: Debian's main archive in its `unstable` suite, the only one that has a
 * current Asterisk; on Ubuntu without a Debian mirror, Ubuntu's own suite, which has one since 24.04.
 */
export function chooseArchive(sources: readonly AptSource[]): Archive | undefined {
  const candidates = (suites: ReadonlySet<string>, components: readonly string[], keyrings: readonly string[]) =>
    sources
      .filter((source) => !/security|cdrom/.test(source.uri) && source.components.includes('main'))
      .flatMap((source) => source.suites.filter((suite) => suites.has(suite)).map((suite) => ({ source, suite })))
      .toSorted((a, b) => Number(isArchiveRoot(b.source.uri)) - Number(isArchiveRoot(a.source.uri)))
      .map(({ source, suite }) => ({
        uri: source.uri,
        suite,
        components,
        keyrings: [...keyrings, ...(source.signedBy ? [source.signedBy] : [])],
        trusted: source.trusted,
      }));

  const [debian] = candidates(
    DEBIAN_SUITES,
    ['main'],
    ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp'],
  );
  if (debian) return { ...debian, suite: 'sid' };
  return candidates(UBUNTU_SUITES, ['main', 'universe'], ['/usr/share/keyrings/ubuntu-archive-keyring.gpg'])[0];
}

const isArchiveRoot = (uri: string): boolean => /\/(debian|ubuntu)\/?$/.test(uri);
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
