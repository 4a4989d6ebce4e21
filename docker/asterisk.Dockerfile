# Asterisk with the templates of docker/asterisk. Context: the repository.
FROM node:24-slim AS music
COPY tools/lib/music.ts tools/lib/audio.ts tools/lib/problem.ts /lib/
RUN node -e "import('/lib/music.ts').then((m) => require('node:fs').writeFileSync('/calm.wav', m.holdMusic()))"

FROM debian:sid-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends asterisk gettext-base \
 && rm -rf /var/lib/apt/lists/* /etc/asterisk/* \
 && chown asterisk:asterisk /etc/asterisk
COPY --from=music /calm.wav /usr/share/sibai/music/calm.wav
COPY docker/asterisk /usr/share/sibai/asterisk
COPY docker/asterisk-entrypoint.sh /usr/local/bin/
USER asterisk
ENTRYPOINT ["asterisk-entrypoint.sh"]
