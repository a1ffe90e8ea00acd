#!/usr/bin/env node
/** The package's `bin`: `npm run report` from any folder, without npm's own output. */
require('tsx/cjs/api').register();
require('./report.ts');
