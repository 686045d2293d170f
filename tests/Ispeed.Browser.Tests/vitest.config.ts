import { defineConfig } from 'vitest/config';

// One browser and one line at a time: runs that share a machine disturb each other's figures.
// What the machine's load broke is asked again; ./test names it as unsteady.
export default defineConfig({ test: { retry: 1, include: ['**/*.test.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } });
