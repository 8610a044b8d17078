import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { offlineShell } from './offline-shell.ts'

const backend = process.env.DIANHU_URL ?? 'http://127.0.0.1:8080'

export default defineConfig(({ command }) => {
  // Built the same wherever it is built: under a test runner's own NODE_ENV the libraries would come as for development.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: import.meta.dirname,
    plugins: [react(), offlineShell()],
    build: {
      outDir: resolve(import.meta.dirname, 'dist'),
      emptyOutDir: true,
      manifest: true,
      chunkSizeWarningLimit: 900,
      rollupOptions: {
        // antd and react-router mark every module 'use client', which means nothing in a bundle.
        onwarn: (warning, warn) => {
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
        },
      },
    },
    server: { proxy: { '/api': backend, '/healthz': backend } },
  }
})
