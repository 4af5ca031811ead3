import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
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
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
  },
});
