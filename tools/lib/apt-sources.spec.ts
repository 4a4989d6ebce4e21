import { describe, expect, it } from 'vitest';
import { chooseArchive, parseDeb822, parseList } from './apt-sources.ts';

const DEB822 = `
Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main
`;

describe('sources of apt', () => {
  it('reads stanzas, leaving out comments and what is disabled', () => {
    const sources = parseDeb822(DEB822);
    expect(sources.map((source) => source.uri)).toEqual([
      'http://mirror.example/debian',
      'http://mirror.example/debian-security',
    ]);
    expect(sources[0]).toEqual({
      uri: 'http://mirror.example/debian',
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main'],
      signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
      trusted: false,
    });
  });

  it('takes a key written into the stanza for no file', () => {
    const [source] = parseDeb822(
      'Types: deb\nURIs: http://a/debian\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN PGP\n .\n x\n',
    );
    expect(source?.signedBy).toBeUndefined();
  });

  it('reads lines with and without options, and skips source packages and comments', () => {
    const text = [
      'deb [arch=amd64 signed-by=/k.gpg trusted=yes] http://a/debian bookworm main contrib # here',
      'deb-src http://a/debian bookworm main',
      '# deb http://b/debian bookworm main',
      'deb mirror+file:/etc/apt/mirrors/debian.list trixie main',
    ].join('\n');
    expect(parseList(text)).toEqual([
      {
        uri: 'http://a/debian',
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: '/k.gpg',
        trusted: true,
      },
      { uri: 'mirror+file:/etc/apt/mirrors/debian.list', suites: ['trixie'], components: ['main'], trusted: false },
    ]);
  });
});

describe('the archive to unpack from', () => {
  it('is the main archive of Debian in unstable, on the mirror the system names', () => {
    expect(chooseArchive(parseDeb822(DEB822))).toMatchObject({
      uri: 'http://mirror.example/debian',
      suite: 'sid',
      components: ['main'],
    });
  });

  it('is never a vendor that uses the name of a Debian suite, when there is a mirror of Debian', () => {
    const sources = parseList('deb https://vendor.example/apt bookworm main\ndeb http://a/debian/ bookworm main');
    expect(chooseArchive(sources)?.uri).toBe('http://a/debian/');
  });

  it("is Ubuntu's own suite on an Ubuntu with no mirror of Debian", () => {
    const sources = parseList('deb http://archive.example/ubuntu noble main universe');
    expect(chooseArchive(sources)).toMatchObject({ suite: 'noble', components: ['main', 'universe'] });
  });

  it('is none on an Ubuntu too old for a current Asterisk, or where nothing is known', () => {
    expect(chooseArchive(parseList('deb http://archive.example/ubuntu jammy main universe'))).toBeUndefined();
    expect(chooseArchive([])).toBeUndefined();
  });
});
