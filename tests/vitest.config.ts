import { defineConfig } from 'vitest/config'

/** Tests that look at what a whole process counts or keeps, or that start processes of their own: each file in a fresh one. */
const alone = ['tests/metering/**/*.test.ts', 'tests/faults/**/*.test.ts', 'tests/journeys/**/*.test.ts']

const common = {
  // A journey through many screens is long where a machine is shared.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // A second is short where a machine is shared.
  expect: { poll: { timeout: 20_000 } },
}

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'alone', include: alone } },
      // To load the house anew for each file costs as much as its tests do.
      { test: { ...common, name: 'together', include: ['tests/**/*.test.ts'], exclude: alone, isolate: false } },
    ],
  },
})
