import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['sdk', 'server', 'dev', 'bench', 'tools', 'web', 'admin', 'contracts/tools'].map(
      (folder) => `${folder}/**/*.test.ts`,
    ),
    // The seed is printed: `npm run test:unit -- --sequence.seed=<seed>` repeats an order that failed.
    sequence: { shuffle: true },
    retry: 0,
    // Tests talk to real chains and bundlers, which take a second per block and a few to start.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
