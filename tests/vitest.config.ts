import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // A journey through many screens is long where a machine is shared.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A second is short where a machine is shared.
    expect: { poll: { timeout: 20_000 } },
  },
})
