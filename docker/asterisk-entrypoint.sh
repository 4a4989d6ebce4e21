#!/bin/sh
# Renders the templates as tools/lib/template.ts does, and runs Asterisk in the foreground.
set -eu

: "${TEMPLATES:=/usr/share/sibai/asterisk}" "${ETC_DIR:=/etc/asterisk}" "${STATE_DIR:=/var/lib/asterisk}"
: "${SHARE_DIR:=/usr/share/asterisk}" "${RUN_DIR:=/var/run/asterisk}" "${LOG_DIR:=/var/log/asterisk}"
: "${MUSIC_DIR:=/usr/share/sibai/music}" "${SPOOL_DIR:=/spool}" "${NODE_NAME:=sibai}"
: "${MODULE_DIR:=$(echo /usr/lib/*-linux-gnu/asterisk/modules)}"
: "${SIP_BIND:=0.0.0.0}" "${SIP_PORT:=5060}" "${HTTP_BIND:=0.0.0.0}" "${HTTP_PORT:=8088}"
: "${RTP_FROM:=10000}" "${RTP_TO:=10199}" "${ARI_USER:=sibai}" "${ARI_PASSWORD:?}"
: "${PUBLIC_ADDRESS:=}" "${LOCAL_NET:=}" "${STUN_SERVER:=}"
names='ETC_DIR MODULE_DIR SHARE_DIR STATE_DIR SPOOL_DIR RUN_DIR LOG_DIR MUSIC_DIR NODE_NAME SIP_BIND SIP_PORT HTTP_BIND
  HTTP_PORT RTP_FROM RTP_TO ARI_USER ARI_PASSWORD PUBLIC_ADDRESS LOCAL_NET STUN_SERVER'
export $names

umask 022
mkdir -p "$ETC_DIR" "$STATE_DIR/cache" "$STATE_DIR/keys" "$RUN_DIR" "$LOG_DIR" "$SPOOL_DIR/recording" "$SPOOL_DIR/monitor"
for template in "$TEMPLATES"/*.conf; do
  envsubst "$(printf '${%s} ' $names)" < "$template" | sed -E '/^\s*\w+\s*=>?\s*$/d' > "$ETC_DIR/${template##*/}"
done
# Only Asterisk may read the passwords; what it records is for the api, too, which runs as another user.
chmod 600 "$ETC_DIR"/*.conf
for name in acl ccss features pjproject udptl websocket_client; do : > "$ETC_DIR/$name.conf"; done

# The api gives back the memory of what it has sealed of a recording, which takes the right to write.
umask 000
exec "${ASTERISK:-asterisk}" -f -q -C "$ETC_DIR/asterisk.conf"
