import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, loadEnv } from 'vite'
import { serviceWorker } from './src/service-worker/plugin.ts'

export default defineConfig(({ mode }) => ({
  // Said also where it is not set, so that a build without the devtools drops them.
  define: {
    'import.meta.env.VITE_DEVTOOLS': JSON.stringify(
      loadEnv(mode, import.meta.dirname)['VITE_DEVTOOLS'] ?? '',
    ),
  },
  plugins: [react(), serviceWorker()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
    // The packages are read from their source, so that no build has to run before the page does.
    conditions: ['@everfresh/source', ...defaultClientConditions],
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  build: { target: 'es2023', outDir: 'dist/web', chunkSizeWarningLimit: 800 },
}))
