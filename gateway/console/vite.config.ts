/** How the console is built: below `/console/`, no file inlined, every text packed beside itself. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const PACKED = /\.(js|css|svg|json)$/

/** The gateway's servers do not pack what they send; so it is done once, here. */
function packed(): Plugin {
  let target = ''
  return {
    name: 'packed',
    apply: 'build',
    configResolved(config) {
      target = resolve(config.root, config.build.outDir, 'assets')
    },
    closeBundle() {
      for (const name of readdirSync(target).filter((one) => PACKED.test(one))) {
        writeFileSync(join(target, `${name}.gz`), gzipSync(readFileSync(join(target, name)), { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  base: '/console/',
  plugins: [vue(), packed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_I18N_FULL_INSTALL__: 'false', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: { assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1200 },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/static': 'http://127.0.0.1:8000' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
