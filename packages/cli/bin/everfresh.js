#!/usr/bin/env node
// Committed as it is, since npm links only what is there when it installs: a clone is built later.
import '../dist/cli.js'
