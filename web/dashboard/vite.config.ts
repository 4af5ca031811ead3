import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Names the files of the languages' words to `public/words.js`: their names have a hash. */
const words: Plugin = {
  name: 'words',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle = {} }) {
      const files = Object.values(bundle).flatMap((each) => {
        const module = each.type === 'chunk' ? each.facadeModuleId : null;
        const language = /\/i18n\/(\w+)\/index\.ts$/.exec(module ?? '')?.[1];
        return language ? [[`data-${language}`, `/${each.fileName}`] as const] : [];
      });
      const attrs = { src: '/words.js', async: true, ...Object.fromEntries<string>(files) };
      return [{ tag: 'script', attrs, injectTo: 'head' }];
    },
  },
};

export default defineConfig({
  plugins: [react(), words],
  build: {
    // Browsers that know light-dark(); older targets would have it rewritten by the minifier.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Fonts and pictures as files: a content security policy without data: needs no exception.
    assetsInlineLimit: 0,
    // What every page needs is one file, not fifty; pages are files of their own.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
    chunkSizeWarningLimit: 1000, // kB
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8000' },
  },
  test: {
    environment: 'jsdom',
    isolate: false,
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
  },
});
