import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

// `npm run dev` talks to a server at LIANMENG_SERVER (http://127.0.0.1:8080 by default);
// `npm run dev:mock` answers from web/mock, which no build includes.
export default defineConfig(async ({ mode }): Promise<UserConfig> => {
  const mock = mode === 'mock' ? [(await import('./mock/plugin')).mockServer()] : []
  return {
    plugins: [vue(), ...mock],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    define: {
      // Messages are compiled to a tree and interpreted: the content security policy forbids eval.
      __INTLIFY_JIT_COMPILATION__: true,
      __VUE_I18N_LEGACY_API__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __VUE_OPTIONS_API__: true, // Element Plus needs it
      __VUE_PROD_DEVTOOLS__: false,
    },
    server: {
      host: '127.0.0.1',
      proxy: mode === 'mock' ? {} : { '/api': process.env.LIANMENG_SERVER ?? 'http://127.0.0.1:8080' },
    },
    build: {
      target: 'es2020',
      manifest: true,
      sourcemap: false,
      chunkSizeWarningLimit: 700,
      rollupOptions: {
        output: {
          manualChunks(id: string) {
            if (/node_modules\/(vue|@vue|vue-router|pinia|vue-demi|vue-i18n|@intlify)\//.test(id)) return 'vue'
            if (/node_modules\/(echarts|zrender|tslib)\//.test(id)) return 'echarts'
            return undefined
          },
        },
      },
    },
  }
})
