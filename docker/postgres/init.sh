#!/bin/sh
# Run once by the postgres image, on an empty volume.
set -eu
sed -e "s|\${OWNER_PASSWORD}|$OWNER_PASSWORD|" -e "s|\${APP_PASSWORD}|$APP_PASSWORD|" /roles.sql |
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d sibai
