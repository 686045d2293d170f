import { defineConfig } from 'vitest/config';

// One browser and one line at a time: runs that share a machine disturb each other's figures.
export default defineConfig({ test: { include: ['**/*.test.ts'], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } });
