#!/usr/bin/env node
import '../build/src/entries/cli.js';
