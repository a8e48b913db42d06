#!/usr/bin/env bash
# Publishes the command line, unless npm has this version.
set -euo pipefail
cd "$(dirname "$0")/../cli"
version=$(node --print 'require("./package.json").version')
if [ -n "$(npm view "@scopeproof/cli@$version" version 2> /dev/null || true)" ]; then exit 0; fi
npm ci --ignore-scripts --no-audit --no-fund
npm run build
npm publish
